import { describe, expect, test } from 'vitest'
import { DiagnosticsError } from '../../src/errors.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import type { Project } from '../../src/generator/project/project.ts'
import { type RenderedText, renderArtifact, renderFile } from '../../src/generator/sql/render.ts'
import { temporaryFolder } from '../support/cli.ts'

const FOLDER = 'sql/my-project/shop_derived/t_v1'

function withProject<T>(files: Readonly<Record<string, string>>, run: (project: Project) => T): T {
  using folder = temporaryFolder({ [`${FOLDER}/query.sql`]: 'SELECT 1\n', ...files })
  return run(loadProject(folderSource(folder.path)))
}

function render(sql: string, files: Readonly<Record<string, string>> = {}, isInit = false): RenderedText {
  return withProject({ [`${FOLDER}/query.sql`]: sql, ...files }, (project) =>
    renderArtifact(project, project.tables[0]!, { isInit }),
  )
}

/** The place of the first character of `part` in the rendered text. */
function placeOf(rendered: RenderedText, part: string): string {
  const { path, line, column } = rendered.place(rendered.text.indexOf(part))
  return `${path}:${line}:${column}`.replace(`${FOLDER}/`, '')
}

function diagnosticsOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (error instanceof DiagnosticsError) return error.diagnostics
    throw error
  }
  throw new Error('no error')
}

describe('public reports of faults', () => {
  test('render-set-in-loop: a set inside a loop does not reach outside', () => {
    const sql = '{% set n = 0 %}{% for c in ["a", "b"] %}{% set n = n + 1 %}{% endfor %}SELECT {{ n }} AS n\n'
    expect(render(sql).text).toBe('SELECT 0 AS n')
  })

  test('render-slices: lists are cut as in Python', () => {
    const sql =
      '{% set cols = ["a", "b", "c"] %}SELECT {{ cols[1:] | join(", ") }}, {{ cols[-1] }} AS last_col FROM t\n'
    expect(render(sql).text).toBe('SELECT b, c, c AS last_col FROM t')
  })

  test('render-jinja-comment: nothing inside a comment is read, also within an SQL comment', () => {
    const sql =
      '{# see https://example.org/x?a={{b}} and {% not a tag %} and {{ undefined.call() }} #}\nSELECT\n  1 AS x -- {# gone #} stays\n'
    expect(render(sql).text).toBe('\nSELECT\n  1 AS x --  stays')
  })

  test('render-dash-joins-comment: the dash takes the line ends away, and the query with them', () => {
    expect(render('-- note\n\n{%- set x = 1 -%}\n\nSELECT {{ x }} AS x\n').text).toBe('-- noteSELECT 1 AS x')
  })
})

describe('a template can name', () => {
  test('is_init(), and its own table', () => {
    const sql = '{% if is_init() %}init{% else %}run{% endif %} {{ project_id }}.{{ dataset_id }}.{{ table_name }}'
    expect(render(sql).text).toBe('run my-project.shop_derived.t_v1')
    expect(render(sql, {}, true).text).toBe('init my-project.shop_derived.t_v1')
  })

  test('files beside it and from the root of the project, the nearer first', () => {
    const sql = '{% include "part.sql" %} {% from "macros/m.sql" import column %}{{ column("a") }}'
    const files = {
      [`${FOLDER}/part.sql`]: 'near',
      'part.sql': 'far',
      'macros/m.sql': '{% macro column(name) %}t.{{ name }}{% endmacro %}',
    }
    expect(render(sql, files).text).toBe('near t.a')
  })

  test('nothing outside of the project', () => {
    const [diagnostic] = diagnosticsOf(() => render('{% include "../../../../../etc/passwd" %}'))
    expect(diagnostic).toMatchObject({ code: 'template-not-found', line: 1, column: 4 })
  })

  test('metrics, but their definitions would have to be fetched', () => {
    const [diagnostic] = diagnosticsOf(() => render("SELECT\n  {{ metrics.calculate(metrics=['dau'], platform='x') }}"))
    expect(diagnostic).toMatchObject({ code: 'unsupported-template', path: `${FOLDER}/query.sql`, line: 2, column: 23 })
    expect(diagnostic!.message).toBe('metrics.calculate() needs metric definitions from the network')
  })
})

test('a file of render.skip comes as it is', () => {
  const files = { 'bqetl_project.yaml': `render:\n  skip:\n  - ${FOLDER}/query.sql\n` }
  expect(render('SELECT "{%s}"\n', files).text).toBe('SELECT "{%s}"\n')
})

test('a template that is asked for again is rendered once', () => {
  withProject({}, (project) => {
    expect(renderArtifact(project, project.tables[0]!)).toBe(renderArtifact(project, project.tables[0]!))
  })
})

describe('an offset of the rendered text leads back to the template', () => {
  test('where the text stands there as it is', () => {
    const rendered = render('{% set cols = ["a", "b"] %}\nSELECT\n  {{ cols | join(", ") }},\n  wrong AS x\nFROM t\n')
    expect(placeOf(rendered, 'wrong')).toBe('query.sql:4:3')
    expect(placeOf(rendered, 'FROM')).toBe('query.sql:5:1')
  })

  test('to the expression that gave it', () => {
    const rendered = render('SELECT\n  1, {{ ["aa", "bb"] | join(", ") }}, c\n')
    expect(placeOf(rendered, 'bb')).toBe('query.sql:2:6')
    expect(placeOf(rendered, ', c')).toBe('query.sql:2:37')
  })

  test('in a loop, a macro and behind trimmed white space', () => {
    const rendered = render(
      '{% macro m() %}\n  macro_text\n{% endmacro %}\n{% for i in [1, 2] -%}\n  col_{{ i }},\n{% endfor %}  {{ m() }}\n   {#- x -#}   end_\n',
    )
    expect(placeOf(rendered, 'col_2')).toBe('query.sql:5:3')
    expect(placeOf(rendered, 'macro_text')).toBe('query.sql:6:15')
    expect(placeOf(rendered, 'end_')).toBe('query.sql:7:16')
  })

  test('into an included file', () => {
    const rendered = render('SELECT 1\nFROM {% include "from.sql" %} WHERE x', {
      [`${FOLDER}/from.sql`]: '(\n  SELECT inner_column\n)\n',
    })
    expect(placeOf(rendered, 'inner_column')).toBe('from.sql:2:10')
    expect(placeOf(rendered, 'WHERE')).toBe('query.sql:2:31')
  })

  test('with the line ends of Windows, and in a file without marks', () => {
    expect(placeOf(render('SELECT\r\n  {{ 1 }},\r\n  x\r\n'), 'x')).toBe('query.sql:3:3')
    expect(placeOf(render('SELECT\n  x\n'), 'x')).toBe('query.sql:2:3')
  })
})

describe('checks.sql', () => {
  const macro =
    '{% macro min_row_count(threshold, where) %}\nSELECT IF(COUNT(*) < {{ threshold }}, ERROR("few"), NULL) FROM `{{ table_name }}`;\n{% endmacro %}\n'
  const checks = '#fail\n{{ min_row_count(5) }}\n\n#warn\nSELECT 1;\n'

  test('has the macros of tests/checks, and the names of its table', () => {
    const files = { 'tests/checks/min_row_count.jinja': macro, [`${FOLDER}/checks.sql`]: checks }
    withProject(files, (project) => {
      const rendered = renderFile(project, `${FOLDER}/checks.sql`)
      expect(rendered.text).toBe(
        '\n#fail\n\nSELECT IF(COUNT(*) < 5, ERROR("few"), NULL) FROM `t_v1`;\n\n\n#warn\nSELECT 1;',
      )
      expect(placeOf(rendered, 'SELECT 1;')).toBe('checks.sql:5:1')
      expect(placeOf(rendered, 'COUNT(*)')).toBe('checks.sql:2:1')
    })
  })

  test('has errors at their place, also those inside a macro', () => {
    const files = {
      'tests/checks/a.jinja': '{% macro ok() %}{% endmacro %}\n',
      'tests/checks/b.jinja': '{% macro bad() %}\n{{ x.y }}{% endmacro %}\n',
    }
    const places = (checks: string) =>
      withProject({ ...files, [`${FOLDER}/checks.sql`]: checks }, (project) =>
        diagnosticsOf(() => renderFile(project, `${FOLDER}/checks.sql`)).map(
          ({ path, line, column }) => `${path}:${line}:${column}`,
        ),
      )
    expect(places('#fail\n{{ nothing() }}')).toEqual([`${FOLDER}/checks.sql:2:4`])
    expect(places('#fail\n{{ bad() }}')).toEqual(['tests/checks/b.jinja:2:6'])
  })
})

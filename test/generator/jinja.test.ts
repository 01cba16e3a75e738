import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtin } from '../../src/generator/jinja/arguments.ts'
import { JinjaError } from '../../src/generator/jinja/error.ts'
import { renderTemplate } from '../../src/generator/jinja/render.ts'
import type { JinjaValue } from '../../src/generator/jinja/value.ts'
import { TEMPLATES, TEMPLATES_WITH_FILES } from './jinja-templates.ts'

/** What Jinja2 3.1 gives: by template (and its files), a text or null for an error; twice, for is_init() false and true. */
const ANSWERS = JSON.parse(readFileSync(join(import.meta.dirname, 'jinja-answers.json'), 'utf8')) as Record<
  string,
  readonly [string | null, string | null]
>

/** What has no answer here on purpose: it prints an address or a number's inside. */
const REFUSED = new Set(['{{ 1.real }}', '{{ 1 .real }}', '{{ {"items": 5}.items }}'])
/** Jinja2 refuses the comma behind the last parameter of a macro. */
const LENIENT = new Set(['{% macro m(a,) %}{{ a }}{% endmacro %}{{ m(1,) }}'])

function render(template: string, files: Readonly<Record<string, string>> = {}, isInit = false): string | JinjaError {
  const variables = new Map<string, JinjaValue>([['is_init', builtin('is_init', '', () => isInit)]])
  const load = (name: string) => (files[name] === undefined ? undefined : { path: name, text: files[name] })
  try {
    return renderTemplate({ path: 'query.sql', text: template }, { variables, load }).text
  } catch (error) {
    if (error instanceof JinjaError) return error
    throw error
  }
}

function expectAnswer(template: string, files: Readonly<Record<string, string>> | undefined): void {
  const answers = ANSWERS[files ? JSON.stringify([template, files]) : template]
  expect(answers, `no answer for ${template}`).toBeDefined()
  for (const [index, answer] of answers!.entries()) {
    const given = render(template, files, index === 1)
    if (answer === null && !LENIENT.has(template)) expect(given, template).toBeInstanceOf(JinjaError)
    else if (REFUSED.has(template)) expect(given).toMatchObject({ code: 'unsupported-template' })
    else if (answer !== null) expect(given, template).toBe(answer)
  }
}

describe('Jinja gives what Jinja2 gives for', () => {
  for (const [construct, templates] of Object.entries(TEMPLATES)) {
    test(construct, () => {
      for (const template of templates) expectAnswer(template, undefined)
    })
  }

  test('files that are included, imported and extended', () => {
    for (const { template, files } of TEMPLATES_WITH_FILES) expectAnswer(template, files)
  })
})

function errorOf(template: string, files: Readonly<Record<string, string>> = {}) {
  const error = render(template, files)
  if (typeof error === 'string') throw new Error(`rendered: ${error}`)
  return `${error.code} ${error.path ?? 'query.sql'}:${error.line}:${error.column}: ${error.message}`
}

describe('an error names its place', () => {
  test('of syntax', () => {
    expect(errorOf('SELECT\n  {{ 1 + }}')).toBe('template-syntax query.sql:2:10: expected an expression, found "}}"')
    expect(errorOf('{% if x %}\n  {% endfor %}')).toBe(
      'template-syntax query.sql:2:6: {% endfor %} without {% for %}; the open block ends with {% elif %} or {% else %} or {% endif %}',
    )
    expect(errorOf('a\n {% for x in y %}\n{% if z %}b{% endif %}')).toBe(
      'template-syntax query.sql:2:5: {% for %} is never closed; expected {% endfor %}',
    )
    expect(errorOf('\n{{ "x }}')).toBe('template-syntax query.sql:2:4: this string is never closed')
    expect(errorOf('-- x {# never ends')).toBe(
      'template-syntax query.sql:1:6: this comment is never closed; expected #}',
    )
    expect(errorOf('a\r\n\r\n{{ ! }}')).toBe('template-syntax query.sql:3:4: unexpected character "!"')
  })

  test('of rendering', () => {
    expect(errorOf('x\n{{ a.b }}')).toBe("template-error query.sql:2:6: 'a' is undefined")
    expect(errorOf('{{ not_there(1) }}')).toBe(
      "template-error query.sql:1:4: not_there() cannot be called: 'not_there' is undefined",
    )
    expect(errorOf('{% for x in 5 %}{% endfor %}')).toBe(
      'template-error query.sql:1:4: a value of type int cannot be iterated',
    )
    expect(errorOf('{{ "a" | upperr }}')).toBe('template-error query.sql:1:10: there is no filter "upperr"')
    expect(errorOf('{{ [1, 2] | join(",") | foo }}')).toContain(':1:25: there is no filter')
  })

  test('inside a macro, an included and an imported file', () => {
    expect(errorOf('{% macro m(x) %}\n  {{ x + 1 }}\n{% endmacro %}\n{{ m("a") }}')).toContain(
      'query.sql:2:8: str + int',
    )
    expect(errorOf('\n{% include "a.sql" %}', { 'a.sql': 'x\n  {{ y.z }}' })).toContain("a.sql:2:8: 'y' is undefined")
    expect(errorOf('{% from "m.sql" import f %}', { 'm.sql': '{{ }}' })).toContain('m.sql:1:4: expected an expression')
    expect(errorOf('\n {% include "b.sql" %}')).toBe('template-not-found query.sql:2:5: there is no template "b.sql"')
  })

  test('and never a stack trace: what has no end', () => {
    expect(errorOf('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}')).toContain('calls itself without end')
    expect(errorOf('{% include "a.sql" %}', { 'a.sql': '{% include "a.sql" %}' })).toContain('calls itself without end')
    expect(errorOf(`{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`)).toContain('nested too deeply')
    expect(errorOf('{{ range(10 ** 12) }}')).toContain('range() has more than')
    expect(errorOf('{{ 9 ** (9 ** 9) }}')).toContain('power is too large')
    expect(errorOf('{% set xs = [1] %}{% for x in xs %}{% set _ = xs.append(x) %}{% endfor %}')).toContain('rounds')
  })
})

test('what belongs to HTML or to chance is refused, not guessed', () => {
  for (const template of [
    '{{ "a" | e }}',
    '{{ "a" | safe }}',
    '{{ [1] | random }}',
    '{% autoescape true %}{% endautoescape %}',
    '{{ lipsum() }}',
  ]) {
    expect(render(template), template).toMatchObject({ code: 'unsupported-template' })
  }
})

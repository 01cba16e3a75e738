import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DiagnosticsError } from '../../src/errors.ts'
import { builtin } from '../../src/generator/jinja/arguments.ts'
import { JinjaError } from '../../src/generator/jinja/error.ts'
import { renderTemplate } from '../../src/generator/jinja/render.ts'
import type { Artifact } from '../../src/generator/project/artifact.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import type { Project } from '../../src/generator/project/project.ts'
import { renderArtifact, renderFile } from '../../src/generator/sql/render.ts'
import { TEMPLATES, TEMPLATES_WITH_FILES } from '../generator/jinja-templates.ts'
import { type JinjaCase, renderWithJinja2 } from '../support/jinja2.ts'
import { randomTemplate, seededRandom } from '../support/random-template.ts'
import { corpusTree } from './corpus.ts'

interface CorpusCase extends JinjaCase {
  readonly path: string
  readonly ours: string | null
}

/** Every `.sql` of a tree, both ways of `is_init()`; before checks stand the macros of tests/checks, as bigquery-etl pastes them. */
function casesOf(project: Project, macros: string): CorpusCase[] {
  const artifacts = new Map<string, Artifact>(
    [...project.tables, ...project.views, ...project.routines].flatMap((artifact) =>
      artifact.path ? [[artifact.path, artifact]] : [],
    ),
  )
  const paths = project.source.list('sql').filter((path) => path.endsWith('.sql'))
  return paths.flatMap((path) =>
    [false, true].map((isInit) => caseOf(project, path, artifacts.get(path), macros, isInit)),
  )
}

function caseOf(
  project: Project,
  path: string,
  artifact: Artifact | undefined,
  macros: string,
  isInit: boolean,
): CorpusCase {
  const text = project.source.read(path)!
  const [, projectId = '', dataset = '', table = ''] = path.split('/')
  const isCheck = path.endsWith('/checks.sql')
  const names = { project_id: projectId, dataset_id: dataset, table_name: table }
  return {
    path,
    isInit,
    template: isCheck ? macros + text : text,
    variables: isCheck || path.endsWith('/bigeye_custom_rules.sql') ? names : {},
    ours: orNull(
      () => (artifact ? renderArtifact(project, artifact, { isInit }) : renderFile(project, path, { isInit })).text,
    ),
  }
}

function orNull(render: () => string): string | null {
  try {
    return render()
  } catch (error) {
    if (error instanceof DiagnosticsError || error instanceof JinjaError) return null
    throw error
  }
}

const hasMarks = (text: string) => /\{[{%#]/.test(text)

describe('rendering gives, byte by byte, what Jinja2 gives', () => {
  const main = folderSource(corpusTree('main'))
  const macros = main
    .list('tests/checks')
    .map((path) => main.read(path)!)
    .join('')

  for (const [tree, templates] of [
    ['main', 176],
    ['generated-sql', 405],
  ] as const) {
    test(`for every file of ${tree}`, () => {
      const source = folderSource(corpusTree(tree))
      // the branch generated-sql holds neither the macros nor the project's settings; they are main's
      const settings = (path: string) => source.read(path) ?? main.read(path)
      const list = (folder: string) => (folder === 'tests/checks' ? main.list(folder) : source.list(folder))
      const cases = casesOf(loadProject({ ...source, read: settings, list }), macros)
      const theirs = renderWithJinja2(cases)
      const skipped = 'sql/mozfun/hist/string_to_json/udf.sql'
      const different = cases.filter(({ path, ours }, index) => ours !== theirs[index] && path !== skipped)
      expect(different.map(({ path, isInit }) => `${path} ${isInit}`)).toEqual([])
      expect(new Set(cases.filter(({ path }) => hasMarks(source.read(path)!)).map(({ path }) => path)).size).toBe(
        templates,
      )
      // metric-hub cannot be asked here, and Jinja2 alone has no `metrics` either
      expect([
        ...new Set(cases.filter(({ ours }) => ours === null).map(({ path }) => path.split('/').slice(2).join('/'))),
      ]).toEqual(['telemetry_derived/ssl_ratios_v1/query.sql'])
    })
  }
})

function renderOurs({ template, isInit = false, files = {} }: JinjaCase): string | null | 'refused' {
  const variables = new Map([['is_init', builtin('is_init', '', () => isInit)]])
  const load = (name: string) => (files[name] === undefined ? undefined : { path: name, text: files[name] })
  try {
    return renderTemplate({ path: 'query.sql', text: template }, { variables, load }).text
  } catch (error) {
    if (error instanceof JinjaError) return error.code === 'unsupported-template' ? 'refused' : null
    throw error
  }
}

test('5,000 random templates: the same text, or both fail, or ours refuses; never another text', () => {
  const cases = Array.from({ length: 5000 }, (_, seed) => ({ template: randomTemplate(seededRandom(seed)) }))
  const theirs = renderWithJinja2(cases)
  const ours = cases.map(renderOurs)
  const different = cases.filter((_, index) => ours[index] !== 'refused' && ours[index] !== theirs[index])
  expect(different.map(({ template }) => template)).toEqual([])
  expect(ours.filter((text) => text === 'refused').length).toBeLessThan(50)
  expect(theirs.filter((text) => text !== null).length).toBeGreaterThan(3500)
})

test('the answers committed for the small templates are those of Jinja2', () => {
  const templates = [
    ...Object.values(TEMPLATES)
      .flat()
      .map((template) => ({ template })),
    ...TEMPLATES_WITH_FILES,
  ]
  const both = templates.flatMap((each) => [
    { ...each, isInit: false },
    { ...each, isInit: true },
  ])
  const answers = renderWithJinja2(both)
  const byKey = templates.map((each, index) => {
    const key = 'files' in each ? JSON.stringify([each.template, each.files]) : each.template
    // what Python prints as an address in memory differs from run to run
    return [
      key,
      [answers[2 * index], answers[2 * index + 1]].map((text) => text?.replace(/ at 0x[0-9a-f]+/, ' at 0x0') ?? null),
    ] as const
  })
  const json = `${JSON.stringify(Object.fromEntries(byKey), null, 1)}\n`
  const path = join(import.meta.dirname, '..', 'generator', 'jinja-answers.json')
  if (process.env.BQETL_UPDATE_ANSWERS) writeFileSync(path, json)
  expect(json).toBe(readFileSync(path, 'utf8'))
})

import { expect, test } from 'vitest'
import { type FileSource, folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import type { Project } from '../../src/generator/project/project.ts'
import { renderFile } from '../../src/generator/sql/render.ts'
import { parseScript } from '../../src/googlesql/parse/parse.ts'
import { SqlError } from '../../src/googlesql/sql-error.ts'
import { corpusTree } from './corpus.ts'

/** Templates that cannot be rendered from their tree alone, and why. */
const metricHub = 'metrics.calculate() needs definitions from another repository'
const notRendered = {
  'generated-sql': { 'telemetry_derived/ssl_ratios_v1/query.sql': metricHub },
  main: { 'telemetry_derived/ssl_ratios_v1/query.sql': metricHub },
}

test.each(['generated-sql', 'main'] as const)('every .sql of %s is read, in less than 0.5 ms on average', (name) => {
  const source = withCheckMacros(folderSource(corpusTree(name)))
  const project = loadProject(source)
  const texts = sqlFiles(source, notRendered[name]).flatMap((path) => textsOf(project, source, path))
  expect(texts.flatMap(({ path, text }) => refusalOf(path, text))).toEqual([])
  const started = performance.now()
  for (const { text } of texts) parseScript(text)
  const milliseconds = (performance.now() - started) / texts.length
  process.stdout.write(`${name}: ${texts.length} texts, ${milliseconds.toFixed(3)} ms each\n`)
  expect(milliseconds).toBeLessThan(0.5)
})

/** Mozilla's tool puts the macros of `tests/checks` before every checks.sql; here they are imported in its first line. */
function withCheckMacros(source: FileSource): FileSource {
  const macros = source.list('tests/checks').map((path) => [path, path.replace(/^.*\/|\.jinja$/g, '')])
  const imports = macros.map(([path, macro]) => `{% from "${path}" import ${macro} with context %}`).join('')
  return { ...source, read: (path) => (path.endsWith('/checks.sql') ? imports + source.read(path) : source.read(path)) }
}

function sqlFiles(source: FileSource, skipped: Readonly<Record<string, string>>): readonly string[] {
  const isSkipped = (path: string) => Object.keys(skipped).some((end) => path.endsWith(end))
  return source.list('sql').filter((path) => path.endsWith('.sql') && !isSkipped(path))
}

interface Text {
  readonly path: string
  readonly text: string
}

/** A file as it is run: rendered in both states of `is_init()`; checks are queries with a mark before each. */
function textsOf(project: Project, source: FileSource, path: string): readonly Text[] {
  const template = source.read(path) ?? ''
  if (!/\{\{|\{%|\{#/.test(template)) return [{ path, text: template }]
  const states = /is_init/.test(template) ? [false, true] : [false]
  const texts = states.map((isInit) => renderFile(project, path, { isInit }).text)
  return texts
    .flatMap((text) => (path.endsWith('checks.sql') ? splitChecks(text) : [text]))
    .map((text) => ({ path, text }))
}

function splitChecks(text: string): readonly string[] {
  return text.split(/^(?=#(?:fail|warn))/m)
}

function refusalOf(path: string, text: string): readonly string[] {
  try {
    parseScript(text)
    return []
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    const line = text.slice(0, error.span.start).split('\n').length
    return [`${path}:${line}: ${error.message}`]
  }
}

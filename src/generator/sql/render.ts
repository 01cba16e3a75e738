import { posix } from 'node:path'
import { type Diagnostic, DiagnosticsError, type Place } from '../../errors.ts'
import { builtin } from '../jinja/arguments.ts'
import { JinjaError, unsupported } from '../jinja/error.ts'
import { renderTemplate, type TemplateSource } from '../jinja/render.ts'
import { identityMap, originalPlace, type SourceMap } from '../jinja/source-map.ts'
import type { JinjaObject, JinjaValue } from '../jinja/value.ts'
import type { Artifact } from '../project/artifact.ts'
import { readTemplate } from '../project/file-source.ts'
import { matchesPath } from '../project/path-pattern.ts'
import type { Project } from '../project/project.ts'
import { CHECK_MACROS } from './check-macros.ts'

/** A text without template marks, and where each of its characters comes from. */
export interface RenderedText {
  readonly text: string
  /** Of the template, relative to the project. */
  readonly path: string
  /** The place in the template, or in a file it includes, that gave the character at this offset of the text. */
  place(offset: number): { readonly path: string; readonly line: number; readonly column: number }
}

export interface RenderOptions {
  /** What `is_init()` answers: whether the table is filled for the first time. */
  readonly isInit?: boolean
  /** Further names that a template can use. */
  readonly variables?: ReadonlyMap<string, string>
}

/**
 * The SQL of an artifact, its template rendered. Besides Jinja's own functions a template has `is_init()` and the names
 * `project_id`, `dataset_id` and `table_name` of its artifact. The same text comes back when asked again.
 *
 * @throws {DiagnosticsError} a template that does not render, with its place
 */
export function renderArtifact(project: Project, artifact: Artifact, options: RenderOptions = {}): RenderedText {
  const own = artifact.kind === 'routine' ? { ...artifact, table: artifact.name } : artifact.reference
  if (artifact.path === undefined) throw new Error(`${own.table} has no file to render`)
  const variables = artifactVariables(own.project, own.dataset, own.table)
  return remember(project, `${artifact.path} ${options.isInit === true}`, () =>
    render(project, { path: artifact.path!, text: project.sqlText(artifact) }, variables, options),
  )
}

/**
 * Another file of the project, with the names of the table whose folder it stands in. Before `checks.sql` stand the macros of checks,
 * bqetl's own and then those of `test/checks/*.jinja` and `tests/checks/*.jinja`, as if they were pasted there.
 *
 * @throws {DiagnosticsError} no such file, or one that does not render
 */
export function renderFile(project: Project, path: string, options: RenderOptions = {}): RenderedText {
  const source = readSource(project, path)
  const macros = posix.basename(path) === 'checks.sql' ? checkMacros(project) : []
  const variables = new Map([...folderVariables(project, path), ...(options.variables ?? [])])
  return render(project, source, variables, options, macros)
}

function readSource(project: Project, path: string): TemplateSource {
  const text = readTemplate(project.source, path)
  if (text !== undefined) return { path, text }
  throw new DiagnosticsError([{ severity: 'error', code: 'no-such-file', message: `there is no file ${path}`, path }])
}

function checkMacros(project: Project): TemplateSource[] {
  const paths = ['test/checks', 'tests/checks'].flatMap((folder) => project.source.list(folder))
  const own = paths.filter((path) => path.endsWith('.jinja')).map((path) => readSource(project, path))
  return [CHECK_MACROS, ...own]
}

const remembered = new WeakMap<Project, Map<string, RenderedText>>()

function remember(project: Project, key: string, make: () => RenderedText): RenderedText {
  const texts = remembered.get(project) ?? new Map<string, RenderedText>()
  remembered.set(project, texts)
  const rendered = texts.get(key) ?? make()
  texts.set(key, rendered)
  return rendered
}

function render(
  project: Project,
  source: TemplateSource,
  variables: ReadonlyMap<string, JinjaValue>,
  options: RenderOptions,
  before: readonly TemplateSource[] = [],
): RenderedText {
  const pasted = paste([...before, source])
  const map = mapOf(project, pasted, variables, options)
  return { text: map.text, path: source.path, place: (offset) => pasted.origin(originalPlace(map, offset)) }
}

interface Pasted extends TemplateSource {
  /** The place in the file that a place in the whole stands for. */
  origin<P extends Required<Place>>(place: P): P
}

/** Files one behind the other, as one template under the last one's path. */
function paste(sources: readonly TemplateSource[]): Pasted {
  const { path } = sources.at(-1)!
  const starts: { readonly line: number; readonly column: number; readonly path: string }[] = []
  let before = ''
  for (const source of sources) {
    const lines = before.split('\n')
    starts.push({ line: lines.length, column: lines.at(-1)!.length, path: source.path })
    before += source.text
  }
  const origin = <P extends Required<Place>>(place: P): P => {
    const start = place.path === path ? starts.findLast((each) => each.line <= place.line)! : undefined
    if (start === undefined) return place
    const column = place.line === start.line ? place.column - start.column : place.column
    return { ...place, path: start.path, line: place.line - start.line + 1, column }
  }
  return { path, text: sources.map(({ text }) => text).join(''), origin }
}

function mapOf(
  project: Project,
  source: Pasted,
  variables: ReadonlyMap<string, JinjaValue>,
  options: RenderOptions,
): SourceMap {
  if (project.configuration.renderSkip.some((pattern) => matchesPath(source.path, pattern))) {
    return identityMap(source.path, source.text)
  }
  // Most files hold no mark; Jinja would only take their last line end.
  if (!/\{[{%#]|\r/.test(source.text)) return identityMap(source.path, source.text.replace(/\n$/, ''))
  try {
    const all = new Map([...variables, ...runVariables(options.isInit === true)])
    return renderTemplate(source, { variables: all, load: (name) => findTemplate(project, source.path, name) })
  } catch (error) {
    throw error instanceof JinjaError ? new DiagnosticsError([toDiagnostic(error, source)]) : error
  }
}

/** A template is named by its path from the folder of the file that is rendered, or from the project's root. */
export function findTemplate(project: Project, from: string, name: string): TemplateSource | undefined {
  if (name.split('/').includes('..')) return undefined
  for (const path of [posix.join(posix.dirname(from), name), posix.normalize(name)]) {
    const text = readTemplate(project.source, path)
    if (text !== undefined) return { path, text }
  }
  return undefined
}

function toDiagnostic({ code, message, path, line = 1, column = 1, hint }: JinjaError, source: Pasted): Diagnostic {
  const place = source.origin({ path: path ?? source.path, line, column })
  return { severity: 'error', code, message, ...place, ...(hint === undefined ? {} : { hint }) }
}

function artifactVariables(project: string, dataset: string, table: string): Map<string, JinjaValue> {
  return new Map([
    ['project_id', project],
    ['dataset_id', dataset],
    ['table_name', table],
  ])
}

function runVariables(isInit: boolean): Map<string, JinjaValue> {
  return new Map<string, JinjaValue>([
    ['is_init', builtin('is_init', '', () => isInit)],
    ['metrics', METRICS],
  ])
}

/** Of the table whose folder holds the file; where nothing fills such a table, of what the folders are called. */
function folderVariables(project: Project, path: string): Map<string, JinjaValue> {
  const owner = [...project.tables, ...project.views].find(({ folder }) => path.startsWith(`${folder}/`))
  if (owner) return artifactVariables(owner.reference.project, owner.reference.dataset, owner.reference.table)
  const folders = path
    .slice(project.configuration.sqlFolder.length + 1)
    .split('/')
    .slice(0, -1)
  const [table = '', dataset = '', projectId = project.configuration.projectId] = folders.reverse()
  return artifactVariables(projectId, dataset, table)
}

/** MetricHub's definitions stand in a repository that would have to be fetched. */
const METRICS: JinjaObject = {
  kind: 'object',
  type: 'MetricHub',
  attribute: (name) => ({
    kind: 'function',
    name,
    call: () =>
      unsupported(
        `metrics.${name}() needs metric definitions from the network`,
        'write the expressions of the metrics into the query',
      ),
  }),
}

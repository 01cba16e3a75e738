import { posix } from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../errors.ts'
import type { Artifact } from './artifact.ts'
import { builtin } from './jinja-arguments.ts'
import { JinjaError, unsupported } from './jinja-error.ts'
import { renderTemplate, type TemplateSource } from './jinja-render.ts'
import type { JinjaObject, JinjaValue } from './jinja-value.ts'
import { matchesPath } from './path-pattern.ts'
import type { Project } from './project.ts'
import { identityMap, originalPlace, type SourceMap } from './source-map.ts'

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

/** Another file of the project, `checks.sql` or an example, with the names of the table whose folder it stands in. */
export function renderFile(project: Project, path: string, options: RenderOptions = {}): RenderedText {
  const text = project.source.read(path)
  if (text === undefined)
    throw new DiagnosticsError([{ severity: 'error', code: 'no-such-file', message: `there is no file ${path}`, path }])
  const owner = [...project.tables, ...project.views].find(({ folder }) => path.startsWith(`${folder}/`))
  const variables = owner && artifactVariables(owner.reference.project, owner.reference.dataset, owner.reference.table)
  return render(project, { path, text }, variables ?? new Map(), options)
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
): RenderedText {
  const map = mapOf(project, source, variables, options)
  return { text: map.text, path: source.path, place: (offset) => originalPlace(map, offset) }
}

function mapOf(
  project: Project,
  source: TemplateSource,
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
    throw error instanceof JinjaError ? new DiagnosticsError([toDiagnostic(error, source.path)]) : error
  }
}

/** A template is named by its path from the folder of the file that is rendered, or from the project's root. */
function findTemplate(project: Project, from: string, name: string): TemplateSource | undefined {
  if (name.split('/').includes('..')) return undefined
  for (const path of [posix.join(posix.dirname(from), name), posix.normalize(name)]) {
    const text = project.source.read(path)
    if (text !== undefined) return { path, text }
  }
  return undefined
}

function toDiagnostic(error: JinjaError, path: string): Diagnostic {
  const { code, message, line = 1, column = 1, hint } = error
  return {
    severity: 'error',
    code,
    message,
    path: error.path ?? path,
    line,
    column,
    ...(hint === undefined ? {} : { hint }),
  }
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

import { type Diagnostic, DiagnosticsError, UsageError } from '../../errors.ts'
import { nearestNames } from '../spelling.ts'
import { withBlock, withoutEntry } from '../yaml/edit.ts'
import { parseYaml, type YamlFile } from '../yaml/file.ts'
import { entryOf, keyText } from '../yaml/node.ts'
import { writeYaml } from '../yaml/write.ts'
import { loadDags } from './dags-file.ts'
import type { Project } from './project.ts'

/** A file as it should be; without `text` it should not be. */
export interface FileEdit {
  readonly path: string
  readonly text?: string
}

/** What a new DAG says. */
export interface NewDag {
  readonly name: string
  readonly scheduleInterval: string
  readonly description: string
  readonly owner: string
  readonly email: readonly string[]
  readonly startDate: string
  readonly retries: number
  readonly retryDelay: string
  readonly tags: readonly string[]
  readonly catchup: boolean
}

const PATH = 'dags.yaml'

/**
 * `dags.yaml` with another DAG behind the others; every other line stays as it is.
 *
 * @throws {UsageError} `dag-exists`
 * @throws {DiagnosticsError} the file, or what is added, is wrong
 */
export function addDag(project: Project, dag: NewDag): FileEdit {
  const text = project.source.read(PATH) ?? ''
  requireSound(loadDags(parseYaml(text, PATH)).diagnostics)
  if (project.dags.has(dag.name)) {
    throw new UsageError('dag-exists', `${PATH} has a DAG ${dag.name} already`, { hint: `change it there` })
  }
  const block = writeYaml({
    [dag.name]: {
      schedule_interval: dag.scheduleInterval,
      description: dag.description,
      default_args: {
        owner: dag.owner,
        email: dag.email,
        start_date: dag.startDate,
        retries: dag.retries,
        retry_delay: dag.retryDelay,
      },
      ...(dag.catchup && { catchup: true }),
      ...(dag.tags.length > 0 && { tags: dag.tags }),
    },
  })
  const edited = withBlock(text, block)
  requireSound(loadDags(parseYaml(edited, PATH)).diagnostics)
  return { path: PATH, text: edited }
}

/**
 * What has to change so that a DAG is gone: its entry in `dags.yaml`, `dag_name` in the metadata of its tables (all else that they
 * say of their task stays), and its generated file.
 *
 * @param folder of the generated files
 * @throws {UsageError} an unknown DAG
 */
export function removeDag(project: Project, name: string, folder: string): readonly FileEdit[] {
  const file = parseYaml(project.source.read(PATH) ?? '', PATH)
  requireSound(file.diagnostics)
  const entry = entryOf(file.root, name)
  if (entry === undefined || file.root.kind !== 'mapping') throw unknownDag(name, project.dags.keys())
  const tables = [...project.tables, ...project.views].flatMap((artifact) =>
    metadataEdit(project, artifact.folder, name),
  )
  const generated = `${folder}/${name}.py`
  return [
    { path: PATH, text: withoutEntry(file.text, file.root, entry).replace(/\n{2,}$/, '\n') },
    ...tables,
    ...(project.source.read(generated) === undefined ? [] : [{ path: generated }]),
  ]
}

/** What every command says of a DAG that `dags.yaml` does not have. */
export function unknownDag(name: string, known: Iterable<string>): UsageError {
  const near = nearestNames(name, known)
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `DAGs are declared in ${PATH}`
  return new UsageError('unknown-dag', `there is no DAG ${name} in ${PATH}`, { hint })
}

function metadataEdit(project: Project, folder: string, dag: string): FileEdit[] {
  const path = `${folder}/metadata.yaml`
  const text = project.source.read(path)
  if (text?.includes(dag) !== true) return []
  const file = parseYaml(text, path)
  const edited = withoutDagName(file, dag)
  return edited === undefined ? [] : [{ path, text: edited }]
}

/** A `scheduling` that says nothing else goes with it. */
function withoutDagName({ root, text }: YamlFile, dag: string): string | undefined {
  const scheduling = entryOf(root, 'scheduling')
  const name = entryOf(scheduling?.value, 'dag_name')
  if (root.kind !== 'mapping' || scheduling?.value.kind !== 'mapping' || name?.value.kind !== 'scalar') return undefined
  if (keyText(name.value) !== dag) return undefined
  return scheduling.value.entries.length === 1
    ? withoutEntry(text, root, scheduling)
    : withoutEntry(text, scheduling.value, name)
}

function requireSound(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new DiagnosticsError(errors)
}

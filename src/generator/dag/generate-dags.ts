import type { Diagnostic } from '../../errors.ts'
import type { Artifact } from '../project/artifact.ts'
import { unknownDag } from '../project/dags-edit.ts'
import type { Project } from '../project/project.ts'
import { metadataDiagnostics } from '../validate/files.ts'
import { bigqueryEtlFile } from './bigquery-etl/dag-file.ts'
import { buildDags } from './build-dags.ts'
import { dagFile } from './dag-file.ts'
import type { DagRules } from './model.ts'

/** One file of the folder of DAGs. */
export interface GeneratedDag {
  readonly dag: string
  /** `bqetl_addons.py` */
  readonly file: string
  readonly text: string
  readonly tasks: number
}

export interface GeneratedDags {
  /** None where a diagnostic is an error. */
  readonly files: readonly GeneratedDag[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The files of the DAGs of these names, or of all. The whole project is looked at either way, for a task can wait for any other.
 *
 * @throws {UsageError} a name that no DAG of dags.yaml has
 */
export function generateDags(project: Project, rules: DagRules, names: readonly string[] = []): GeneratedDags {
  for (const name of names) if (!project.dags.has(name)) throw unknownDag(name, project.dags.keys())
  const ofFiles = fileDiagnostics(project, rules)
  const { dags, diagnostics: ofGraph } = buildDags(project, rules)
  const diagnostics = [...ofFiles, ...ofGraph]
  if (diagnostics.some(({ severity }) => severity === 'error')) return { files: [], diagnostics }
  const chosen = dags.filter(({ definition }) => names.length === 0 || names.includes(definition.name))
  const files = chosen.map((dag) => ({
    dag: dag.definition.name,
    file: `${dag.definition.name}.py`,
    text:
      rules === 'bqetl' ? dagFile(dag, project) : bigqueryEtlFile(dag, (table) => project.metadataFile(table).value),
    tasks: dag.tasks.length,
  }))
  return { files, diagnostics }
}

/** The rules about metadata that make a DAG wrong, and of these the ones that bigquery-etl's generator itself refuses. */
const OF_TASKS = new Set(['partition-of-plain-table', 'schedule-without-task'])
const REFUSED = new Set(['unknown-dag', 'missing-owner', 'missing-version', 'missing-query-path'])

/** bigquery-etl's own tree holds what is wrong and works all the same; there it is only told. */
export function fileDiagnostics(project: Project, rules: DagRules): readonly Diagnostic[] {
  const isTolerated = rules === 'bigquery-etl' || project.configuration.isBigQueryEtl
  const scheduled = [...project.tables, ...project.views].filter((artifact) => isScheduled(artifact, project))
  const ofMetadata = scheduled.flatMap((artifact) => {
    const ofShape = project.metadataFile(artifact).diagnostics
    const isOfTask = ({ code }: Diagnostic): boolean => OF_TASKS.has(code) || REFUSED.has(code)
    return metadataDiagnostics(project, artifact).filter((each) => ofShape.includes(each) || isOfTask(each))
  })
  const told = ofMetadata.map((each) =>
    isTolerated && !REFUSED.has(each.code) ? { ...each, severity: WARNING } : each,
  )
  return [...project.dagsFile.diagnostics, ...told]
}

const WARNING = 'warning' as const

function isScheduled(artifact: Artifact, project: Project): boolean {
  const { scheduling, export: exported } = project.metadataFile(artifact).value
  return scheduling.dagName !== undefined || exported !== undefined
}

import { expect, test } from 'vitest'
import { DiagnosticsError } from '../../src/errors.ts'
import { parseParameter } from '../../src/generator/parameter.ts'
import { planRun } from '../../src/generator/plan/plan-run.ts'
import { artifactName, formatTableReference, type TableDefinition } from '../../src/generator/project/artifact.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import type { QueryParameter } from '../../src/generator/query-job.ts'
import { upstreamTables } from '../../src/generator/sql/dependencies.ts'
import { parseInterval } from '../../src/generator/time/data-interval.ts'
import { runPython } from '../support/python.ts'
import { corpusTree } from './corpus.ts'

/** What bigquery-etl's own DAGs (its branch generated-dags) pass to `bq query` for one task and date. */
interface AirflowTask {
  readonly task: string
  readonly path: string
  readonly destination: string | null
  readonly parameters: readonly string[]
}

const project = loadProject(folderSource(corpusTree('generated-sql')))
const byFolder = new Map(project.tables.map((table) => [table.folder, table]))
const byName = new Map(project.tables.map((table) => [artifactName(table), table]))
const upstream = new Map<TableDefinition, readonly TableDefinition[]>()

function upstreamOf(table: TableDefinition): readonly TableDefinition[] {
  const known = upstream.get(table) ?? readUpstream(table)
  upstream.set(table, known)
  return known
}

function readUpstream(table: TableDefinition): readonly TableDefinition[] {
  try {
    return upstreamTables(table, project).flatMap((name) => byName.get(name) ?? [])
  } catch (error) {
    // ssl_ratios_v1 asks metric-hub, which is not here
    if (error instanceof DiagnosticsError) return []
    throw error
  }
}

/** The five of the specification (§2.2): scheduled as partitioned, but the table has no partitions. BigQuery refuses them. */
const WITHOUT_PARTITIONS = [
  'braze_external__add_ons_devs_users_sync__v1',
  'analysis__bqetl_default_task__v1',
  'mozregression_aggregates__v1',
  'telemetry_derived__experiment_enrollment_aggregates__v1',
  'telemetry_derived__ssl_ratios__v1',
]
/** A misplaced key, which stops us and which bigquery-etl drops without a word (§2.1). */
const WRONG_METADATA = ['google_ads_derived__accounts__v1']
/** A script gets its date here too; bigquery-etl binds none where there is no destination (§3.9). */
const SCRIPTS = ['firefox_desktop_derived__event_monitoring_live__v1']

test.each(['2024-03-10T00:00:00Z/2024-03-11T00:00:00Z', '2024-03-01T00:30:00Z/2024-03-01T01:30:00Z'])(
  'of the 1,166 scheduled queries, %s writes the same table and partition with the same parameters',
  (interval) => {
    const [start = '', end = ''] = interval.split('/')
    const tasks = runPython('plan_with_airflow.py', [`${corpusTree('generated-dags')}/dags`, start, end])
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AirflowTask)
    expect(tasks).toHaveLength(1166)
    const different = tasks.filter((task) => ours(task, interval) !== theirs(task)).map(({ task }) => task)
    expect(different.sort()).toEqual([...WITHOUT_PARTITIONS, ...WRONG_METADATA, ...SCRIPTS].sort())
  },
)

function ours(task: AirflowTask, interval: string): string {
  const table = byFolder.get(task.path.split('/').slice(0, -1).join('/'))
  if (!table) return 'not in the tree'
  try {
    const { destination, partition, parameters } = planRun(table, parseInterval(interval), project, { upstreamOf })
    const name = destination ? formatTableReference(destination) + (partition ? `$${partition.id}` : '') : null
    return summary(name, parameters)
  } catch (error) {
    if (error instanceof DiagnosticsError) return error.message
    throw error
  }
}

function theirs({ destination, parameters }: AirflowTask): string {
  return summary(destination, parameters.map(parseParameter))
}

function summary(destination: string | null, parameters: readonly QueryParameter[]): string {
  return JSON.stringify([destination, parameters.map(({ name, value }) => `${name}=${String(value)}`).sort()])
}

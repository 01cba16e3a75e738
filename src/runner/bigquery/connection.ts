import type { ProjectAliases } from '../../generator/sql/qualify.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import type { Api } from './api.ts'
import type { TableReferenceResource } from './resources.ts'

/** What every job needs to know of where it runs. */
export interface Connection {
  readonly api: Api
  /** The project that jobs run in and are billed to; tables may lie in others. */
  readonly jobProject: string
  readonly aliases: ProjectAliases
  /** Absent: BigQuery finds it from the tables that a job names. */
  readonly location?: string | undefined
  readonly priority: 'interactive' | 'batch'
  /** On every job, under those of its own. */
  readonly labels: Readonly<Record<string, string>>
  /** What a job may read that does not say itself. */
  readonly maximumBytesBilled: bigint
  /** What no job may exceed, whatever it says. */
  readonly byteLimit?: bigint | undefined
  /** How long a job may take. */
  readonly jobTimeoutMs: number
  readonly run: WorkRun
}

/** A run of the program, or of some work that several of them try one after the other. */
export interface WorkRun {
  /** Stands in the ids of its jobs. */
  readonly id: string
  /** A try before this one may have been killed: its jobs may still run, or be done without anybody having heard of it. */
  readonly isRetry: boolean
}

/** How many bytes a job may read: there is always a limit. */
export function byteCap({ maximumBytesBilled, byteLimit }: Connection, ofJob?: bigint): bigint {
  const cap = ofJob ?? maximumBytesBilled
  return byteLimit !== undefined && byteLimit < cap ? byteLimit : cap
}

/** The table in the project that it really lies in. */
export function resolveTable({ aliases }: Connection, reference: TableReference): TableReference {
  return { ...reference, project: aliases[reference.project] ?? reference.project }
}

export function tableResource(
  connection: Connection,
  reference: TableReference,
  partition?: string,
): TableReferenceResource {
  const { project, dataset, table } = resolveTable(connection, reference)
  return { projectId: project, datasetId: dataset, tableId: partition === undefined ? table : `${table}$${partition}` }
}

/** Where the API keeps a table, behind `/bigquery/v2/`. */
export function tablePath(connection: Connection, reference: TableReference, partition?: string): string {
  const { projectId, datasetId, tableId } = tableResource(connection, reference, partition)
  return `projects/${encodeURIComponent(projectId)}/datasets/${encodeURIComponent(datasetId)}/tables/${encodeURIComponent(tableId)}`
}

export function datasetPath({ aliases }: Connection, project: string, dataset: string): string {
  return `projects/${encodeURIComponent(aliases[project] ?? project)}/datasets/${encodeURIComponent(dataset)}`
}

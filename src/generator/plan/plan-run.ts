import { createHash } from 'node:crypto'
import { DiagnosticsError, UsageError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { DATE } from '../../googlesql/types.ts'
import { parseParameter } from '../parameter.ts'
import { artifactName, type TableDefinition } from '../project/artifact.ts'
import type { Metadata } from '../project/metadata.ts'
import type { Project } from '../project/project.ts'
import type { QueryJob, QueryParameter } from '../query-job.ts'
import { noStatement } from '../sql/no-statement.ts'
import { renderArtifact, renderFile } from '../sql/render.ts'
import { addDays, type CalendarDate } from '../time/calendar-date.ts'
import type { DataInterval } from '../time/data-interval.ts'
import { dateOf } from '../time/utc-time.ts'
import { dateOffset, type UpstreamOf } from './date-offset.ts'
import type { GivenDestination } from './given-destination.ts'
import { withGivenParameters } from './given-parameters.ts'
import { type JobArguments, readJobArguments } from './job-arguments.ts'
import { metadataText } from './metadata-text.ts'
import { type PlannedDestination, planDestination } from './plan-destination.ts'

export interface PlanOptions {
  /** Names the run that the job is part of; runs with other names get other job ids. By default the interval names it. */
  readonly runId?: string
  /** From 1. */
  readonly attempt?: number
  /** The graph of dependencies, through which offsets are inherited; without it only a table's own offset counts. */
  readonly upstreamOf?: UpstreamOf
  /** In place of the values that the metadata list for parameters of these names. */
  readonly parameters?: readonly QueryParameter[]
  /** In place of the table and partition that the metadata and the interval say. */
  readonly destination?: GivenDestination
}

/**
 * Plans the job that fills a table for one interval, exactly as its scheduled task runs it: parameters, destination and
 * partition from the metadata, Airflow's templates evaluated. Reads no clock and touches no warehouse; "now" is the
 * interval's end. The partition is the one that holds the interval's start, moved by the table's offset, and the date
 * parameter is its date.
 *
 * @returns a job that replaces one partition whole, or the whole table where the metadata names no date parameter
 * @throws {UsageError} a table that no SQL fills
 * @throws {DiagnosticsError} a template that does not render, metadata that cannot be planned
 */
export function planRun(
  table: TableDefinition,
  interval: DataInterval,
  project: Project,
  options: PlanOptions = {},
): QueryJob {
  requireQuery(table)
  const metadata = project.metadata(table)
  const runId = options.runId ?? `manual__${interval.start}`
  const offset = options.upstreamOf
    ? dateOffset(table, project, options.upstreamOf)
    : (metadata.scheduling.datePartitionOffset ?? 0)
  const date = addDays(dateOf(interval.start), offset)
  const text = metadataText(table, project, metadata, { interval, runId })
  const args = readArguments(metadata, text)
  const destination = planDestination(table, project, interval, offset, text, options.destination)
  const sql = rendered(table, project, metadata)
  const listed = [...metadata.scheduling.parameters, ...args.parameters].map((parameter) =>
    parseParameter(text.evaluate(parameter)),
  )
  const empty = noStatement(sql)
  if (empty) throw new DiagnosticsError([empty])
  return {
    sql: sql.text,
    path: sql.path,
    parameters: bindParameters(metadata, date, listed, options.parameters),
    defaultProject: table.reference.project,
    defaultDataset: table.reference.dataset,
    now: interval.end,
    jobId: jobId(table.reference, destination, interval, runId, options.attempt ?? 1),
    ...destination,
    writeDisposition: args.writeDisposition,
    schemaUpdateOptions: args.schemaUpdateOptions,
    labels: { ...jobLabels(table, metadata), ...args.labels },
    maximumBytesBilled: args.maximumBytesBilled ?? project.configuration.bigquery.maximumBytesBilled,
  }
}

function requireQuery(table: TableDefinition): void {
  if (table.origin === 'query' || table.origin === 'script') return
  throw new UsageError('not-a-query', `${artifactName(table)} is not filled by a query.sql or script.sql`, {
    hint: table.path === undefined ? 'it is only declared here; load rows into it' : `it comes from ${table.path}`,
  })
}

function readArguments(metadata: Metadata, text: MetadataText): JobArguments {
  const args = readJobArguments(metadata.scheduling.arguments.map((argument) => text.evaluate(argument)))
  if (args.problems.length > 0)
    throw new DiagnosticsError(args.problems.map((problem) => ({ ...problem, path: text.path })))
  return args
}

type MetadataText = ReturnType<typeof metadataText>

function rendered(table: TableDefinition, project: Project, metadata: Metadata) {
  const { queryFilePath } = metadata.scheduling
  return queryFilePath === undefined || queryFilePath === table.path
    ? renderArtifact(project, table)
    : renderFile(project, queryFilePath)
}

/** What the metadata lists, then the date; a date that is listed by name is not bound twice. */
export function bindParameters(
  metadata: Metadata,
  date: CalendarDate,
  ofMetadata: readonly QueryParameter[],
  given: readonly QueryParameter[] = [],
): readonly QueryParameter[] {
  const name = metadata.scheduling.datePartitionParameter
  const isListed = ofMetadata.some((parameter) => parameter.name.toLowerCase() === name?.toLowerCase())
  const listed = name === null || isListed ? ofMetadata : [...ofMetadata, { name, type: DATE, value: date }]
  return withGivenParameters(listed, given)
}

/** The same for the same run, table, partition and attempt: a job whose answer was lost is found again, not run twice. */
function jobId(
  table: TableReference,
  { partition }: PlannedDestination,
  interval: DataInterval,
  runId: string,
  attempt: number,
): string {
  const what = [runId, table.project, table.dataset, table.table, partition?.id ?? '', interval.start, interval.end]
  const digest = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16)
  const readable = `${table.dataset}_${table.table}_${partition?.id ?? interval.start}`.replace(/[^A-Za-z0-9_-]/g, '')
  return `bqetl_${readable}_${digest}_${attempt}`
}

function jobLabels(table: TableDefinition, metadata: Metadata): Record<string, string> {
  const { dagName } = metadata.scheduling
  return {
    bqetl_dataset: labelValue(table.reference.dataset),
    bqetl_table: labelValue(table.reference.table),
    ...(dagName === undefined ? {} : { bqetl_dag: labelValue(dagName) }),
  }
}

/** @see https://cloud.google.com/bigquery/docs/labels-intro#requirements */
function labelValue(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_')
    .slice(0, 63)
}

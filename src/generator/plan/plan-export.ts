import { UsageError } from '../../errors.ts'
import { parseParameter } from '../parameter.ts'
import { artifactName, type TableDefinition, type ViewDefinition } from '../project/artifact.ts'
import type { ExportDeclaration, ExportFile } from '../project/export-declaration.ts'
import type { Project } from '../project/project.ts'
import type { Query, QueryParameter } from '../query-job.ts'
import { renderFile } from '../sql/render.ts'
import type { SqlText } from '../sql/sql-diagnostic.ts'
import { addDays, type CalendarDate } from '../time/calendar-date.ts'
import type { DataInterval } from '../time/data-interval.ts'
import { dateOf } from '../time/utc-time.ts'
import { dateOffset, type UpstreamOf } from './date-offset.ts'
import { metadataText } from './metadata-text.ts'
import { partitionQuery } from './partition-query.ts'
import { bindParameters } from './plan-run.ts'

/** Files to be written, and the query whose rows they hold. */
export interface PlannedExport extends ExportFile {
  readonly query: Query
  /** Where the query's text comes from, for messages. */
  readonly source: SqlText
}

export interface ExportOptions {
  readonly upstreamOf?: UpstreamOf
  /** In place of the values that the metadata list for parameters of these names. */
  readonly parameters?: readonly QueryParameter[]
}

/**
 * Plans what the metadata of a table or view declare under `export`, for one interval: parameters bound as a run of that interval
 * binds them, "now" at its end. Reads no clock and touches no warehouse.
 *
 * @throws {UsageError} `no-export`: nothing is declared
 * @throws {DiagnosticsError} a template that does not render
 */
export function planExport(
  artifact: TableDefinition | ViewDefinition,
  interval: DataInterval,
  project: Project,
  options: ExportOptions = {},
): readonly PlannedExport[] {
  const declaration = requireExport(artifact, project)
  const metadata = project.metadata(artifact)
  const text = metadataText(artifact, project, metadata, { interval, runId: `manual__${interval.start}` })
  const listed = declaration.parameters.map((parameter) => parseParameter(text.evaluate(parameter)))
  const date = dateOfPartition(artifact, interval, project, options.upstreamOf)
  const parameters = bindParameters(metadata, date, listed, options.parameters)
  return declaration.files.map((file) => ({ ...file, ...planQuery(file, artifact, interval, project, parameters) }))
}

function requireExport(artifact: TableDefinition | ViewDefinition, project: Project): ExportDeclaration {
  const { export: declaration } = project.metadata(artifact)
  if (declaration !== undefined) return declaration
  throw new UsageError('no-export', `the metadata of ${artifactName(artifact)} declare no export`, {
    hint: `list files under "export:" in ${artifact.folder}/metadata.yaml`,
  })
}

/** The date that a run of the interval fills. */
function dateOfPartition(
  artifact: TableDefinition | ViewDefinition,
  interval: DataInterval,
  project: Project,
  upstreamOf: UpstreamOf | undefined,
): CalendarDate {
  const start = dateOf(interval.start)
  if (artifact.kind === 'view') return start
  const offset = upstreamOf
    ? dateOffset(artifact, project, upstreamOf)
    : (project.metadata(artifact).scheduling.datePartitionOffset ?? 0)
  return addDays(start, offset)
}

function planQuery(
  { queryPath }: ExportFile,
  artifact: TableDefinition | ViewDefinition,
  interval: DataInterval,
  project: Project,
  parameters: readonly QueryParameter[],
): Pick<PlannedExport, 'query' | 'source'> {
  const { project: defaultProject, dataset: defaultDataset } = artifact.reference
  const defaults = { defaultProject, defaultDataset, now: interval.end }
  if (queryPath === undefined) {
    const whole = partitionQuery(artifact, interval, project)
    return { query: { ...whole, ...defaults }, source: { path: `<${artifactName(artifact)}>`, text: whole.sql } }
  }
  const source = renderFile(project, queryPath)
  return { query: { sql: source.text, path: source.path, parameters, ...defaults }, source }
}

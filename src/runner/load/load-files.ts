import { UsageError } from '../../errors.ts'
import { formatTableReference } from '../../generator/project/artifact.ts'
import { resolveTableName } from '../../generator/project/names.ts'
import type { Project } from '../../generator/project/project.ts'
import type { Field } from '../../generator/query-job.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { INT64, STRING, TIMESTAMP } from '../../googlesql/types.ts'
import { fieldOfType } from '../duckdb/fields.ts'
import type { LoadOptions, RowSource, Warehouse } from '../warehouse.ts'
import { inferSchema } from './infer-schema.ts'
import { keyedRows } from './keyed-rows.ts'
import { type PingCounts, pingRows, type RejectedPing, type ServerMetadata } from './pings.ts'
import { probeRows } from './probe-rows.ts'
import { readRows } from './rows.ts'
import { fileName, type RowFile } from './text-chunks.ts'

export interface LoadRequest {
  /** `dataset.table` or `project.dataset.table` */
  readonly table: string
  readonly files: readonly RowFile[]
  readonly writeDisposition: LoadOptions['writeDisposition']
  readonly ignoreUnknownColumns: boolean
  /** The files hold objects whose keys are data: columns for the keys, outermost first, and for the value. */
  readonly keys?: readonly string[]
  /** The files are paths of definitions of probes, in the forms of Histograms.json and Scalars.yaml. */
  readonly probes?: boolean
  /** The files hold raw pings. */
  readonly pings?: ServerMetadata
}

export interface LoadOutcome {
  readonly table: string
  readonly rows: bigint
  /** Broken pings, set aside whole in `errorTable`. */
  readonly rejected: number
  readonly duplicates: number
  readonly errorTable?: string
}

/**
 * Loads files into a table, with the schema, partitioning and clustering that the project declares for it, else those inferred.
 *
 * @throws {DiagnosticsError} a line that is no JSON, or a value that does not fit its column
 */
export async function loadFiles(warehouse: Warehouse, project: Project, request: LoadRequest): Promise<LoadOutcome> {
  const reference = resolveTableName(project, request.table)
  return request.pings
    ? loadPings(warehouse, project, reference, request, request.pings)
    : loadRows(warehouse, project, reference, request)
}

async function loadRows(
  warehouse: Warehouse,
  project: Project,
  reference: TableReference,
  request: LoadRequest,
): Promise<LoadOutcome> {
  const declared = await knownTable(warehouse, project, reference, request)
  const source = sourceOf(reference, request, declared.schema)
  // stdin can be read but once, so the rows come back with their schema
  const { schema, rows: all } = declared.schema ? { schema: declared.schema, rows: source } : await inferSchema(source)
  const { writeDisposition, ignoreUnknownColumns } = request
  const options = { ...declared, schema, writeDisposition, ignoreUnknownColumns }
  const { rows } = await warehouse.load(reference, all, options)
  return { table: formatTableReference(reference), rows, rejected: 0, duplicates: 0 }
}

function sourceOf(
  reference: TableReference,
  { files, keys, probes }: LoadRequest,
  schema: readonly Field[] | undefined,
): RowSource {
  if (probes) return probeRows(files.map((file) => fileName(file)))
  return keys ? keyedRows(readRows(files), keys, requireSchema(reference, schema)) : readRows(files)
}

/** What the project says of a table; of one that it does not know and that is to be added to, what the warehouse says. */
async function knownTable(
  warehouse: Warehouse,
  project: Project,
  reference: TableReference,
  { writeDisposition }: LoadRequest,
): Promise<ReturnType<typeof declaredTable>> {
  const declared = declaredTable(project, reference)
  if (declared.schema !== undefined || writeDisposition === 'truncate') return declared
  const found = await warehouse.find(reference)
  return found.kind === 'present' && found.value.kind === 'table'
    ? { ...declared, schema: found.value.schema }
    : declared
}

async function loadPings(
  warehouse: Warehouse,
  project: Project,
  reference: TableReference,
  request: LoadRequest,
  defaults: ServerMetadata,
): Promise<LoadOutcome> {
  const { schema, ...declared } = declaredTable(project, reference)
  const name = formatTableReference(reference)
  const fields = requireSchema(reference, schema)
  const rejected: RejectedPing[] = []
  const counts: PingCounts = { loaded: 0, duplicates: 0 }
  const table = { fields, deduplicate: reference.dataset.endsWith('_stable'), defaults }
  const source = pingRows(readRows(request.files), table, (ping) => rejected.push(ping), counts)
  const { rows } = await warehouse.load(reference, source, {
    ...declared,
    schema: fields,
    writeDisposition: request.writeDisposition,
  })
  const errorTable = { ...reference, table: `${reference.table}_errors` }
  await setAside(warehouse, errorTable, rejected, request, defaults)
  return {
    table: name,
    rows,
    rejected: rejected.length,
    duplicates: counts.duplicates,
    ...(rejected.length > 0 && { errorTable: formatTableReference(errorTable) }),
  }
}

function requireSchema(reference: TableReference, schema: readonly Field[] | undefined): readonly Field[] {
  if (schema) return schema
  const name = formatTableReference(reference)
  throw new UsageError('no-schema', `${name} has no schema.yaml, so the files cannot be made rows of it`, {
    hint: `declare its columns in sql/${reference.dataset}/${reference.table}/schema.yaml`,
  })
}

const ERROR_SCHEMA: readonly Field[] = [
  fieldOfType('submission_timestamp', TIMESTAMP),
  fieldOfType('path', STRING),
  fieldOfType('line', INT64),
  fieldOfType('reason', STRING),
  fieldOfType('payload', STRING),
]

/** A load that replaces the table replaces what it set aside, too. */
async function setAside(
  warehouse: Warehouse,
  table: TableReference,
  rejected: readonly RejectedPing[],
  { writeDisposition }: LoadRequest,
  { submissionTimestamp }: ServerMetadata,
): Promise<void> {
  if (rejected.length === 0 && (writeDisposition === 'append' || (await warehouse.find(table)).kind === 'absent'))
    return
  await warehouse.load(table, rejectedRows(rejected, submissionTimestamp), { schema: ERROR_SCHEMA, writeDisposition })
}

async function* rejectedRows(rejected: readonly RejectedPing[], submissionTimestamp: string): RowSource {
  yield rejected.map((ping) => ({
    value: { submission_timestamp: submissionTimestamp, ...ping },
    path: ping.path,
    line: ping.line,
  }))
}

/** What the project says of a table; of a table that it does not know, nothing. */
function declaredTable(
  project: Project,
  reference: TableReference,
): Omit<LoadOptions, 'schema' | 'writeDisposition'> & { schema?: readonly Field[] } {
  const artifact = project.find(reference)
  if (artifact?.kind !== 'table') return {}
  const { timePartitioning, clustering } = project.metadata(artifact)
  const schema = project.schema(artifact)?.fields
  return { ...(schema && { schema }), ...(timePartitioning && { partitioning: timePartitioning }), clustering }
}

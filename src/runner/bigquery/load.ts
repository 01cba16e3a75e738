import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { wrongKind } from '../duckdb/storage/table-errors.ts'
import { formatReference } from '../duckdb/storage/table-path.ts'
import { checkPartition, checkShape } from '../duckdb/storage/table-shape.ts'
import { rowWriter } from '../load/row-text.ts'
import type { LoadOptions, RowSource } from '../warehouse.ts'
import { type Connection, tableResource } from './connection.ts'
import { isView } from './find.ts'
import { type RunContext, startJob, waitForEnd } from './job.ts'
import { BIGQUERY_TEXTS } from './load-texts.ts'
import { jobOptions, writeDisposition } from './query-configuration.ts'
import { partitioningOfResource, resourceOfField, resourceOfPartitioning } from './schema.ts'
import { getTable } from './tables.ts'

/**
 * Checks rows as the embedded warehouse does, into a file of ours, then hands the file to one load job: all of it is loaded or nothing.
 *
 * @returns how many rows were loaded
 * @throws {DiagnosticsError} values that do not fit their columns, the first twenty, with their places
 */
export async function loadTable(
  context: RunContext,
  table: TableReference,
  source: RowSource,
  options: LoadOptions,
  jobId: string,
): Promise<bigint> {
  const { connection, signal } = context
  const location = await checkDestination(connection, table, options, signal)
  const folder = await mkdtemp(join(tmpdir(), 'bqetl-load-'))
  try {
    const path = join(folder, 'rows.ndjson')
    await spool(path, source, options, signal)
    return await loadFile(context, table, options, { path, jobId, location })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function checkDestination(
  connection: Connection,
  table: TableReference,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { partition, partitioning } = options
  const name = formatReference(table)
  checkShape(options, name)
  const present = await getTable(connection, table, signal)
  if (present !== undefined && isView(present)) throw wrongKind(table, 'view', 'table')
  const own = present === undefined ? partitioning : partitioningOfResource(present)
  if (partition !== undefined) checkPartition(partition, own, name)
  return present?.location
}

const MOST_PROBLEMS = 20

async function spool(path: string, source: RowSource, options: LoadOptions, signal: AbortSignal): Promise<void> {
  const { schema, ignoreUnknownColumns = false } = options
  const write = rowWriter(schema, { ignoreUnknownColumns, texts: BIGQUERY_TEXTS })
  const problems: Diagnostic[] = []
  await using file = await open(path, 'w')
  for await (const batch of source) {
    signal.throwIfAborted()
    const texts: string[] = []
    for (const row of batch) {
      const text = write(row)
      if (typeof text === 'string') texts.push(`${text}\n`)
      else problems.push(text)
      if (problems.length === MOST_PROBLEMS) throw new DiagnosticsError(problems)
    }
    if (problems.length === 0) await file.appendFile(texts.join(''))
  }
  if (problems.length > 0) throw new DiagnosticsError(problems)
}

interface Spooled {
  readonly path: string
  readonly jobId: string
  readonly location: string | undefined
}

async function loadFile(
  { connection, signal, onStart }: RunContext,
  table: TableReference,
  options: LoadOptions,
  { path, jobId, location }: Spooled,
): Promise<bigint> {
  const { size } = await stat(path)
  const started = await startJob(connection, {
    jobId,
    configuration: { load: loadConfiguration(connection, table, options), ...jobOptions(connection) },
    upload: { content: () => createReadStream(path), bytes: size },
    location,
    signal,
    onStart,
  })
  const { statistics } = await waitForEnd(connection, started)
  return BigInt(statistics?.load?.outputRows ?? 0)
}

function loadConfiguration(connection: Connection, table: TableReference, options: LoadOptions) {
  const { schema, partitioning, clustering, partition } = options
  return {
    sourceFormat: 'NEWLINE_DELIMITED_JSON',
    destinationTable: tableResource(connection, table, partition?.id),
    createDisposition: 'CREATE_IF_NEEDED',
    writeDisposition: writeDisposition(options.writeDisposition),
    schema: { fields: schema.map(resourceOfField) },
    maxBadRecords: 0,
    ...(partitioning && { timePartitioning: resourceOfPartitioning(partitioning) }),
    ...(clustering && clustering.length > 0 && { clustering: { fields: clustering } }),
  }
}

import type { TableReference } from '../../googlesql/catalog.ts'
import { formatReference } from '../duckdb/storage/table-path.ts'
import type { TableShape } from '../duckdb/storage/table-shape.ts'
import { ApiFailure } from './api-failure.ts'
import { type Connection, datasetPath, tablePath, tableResource } from './connection.ts'
import type { TableResource } from './resources.ts'
import { resourceOfField, resourceOfPartitioning } from './schema.ts'

/** What BigQuery says of a table or view; undefined where it says that there is none. @throws {ApiFailure} it does not say */
export async function getTable(
  connection: Connection,
  table: TableReference,
  signal?: AbortSignal,
): Promise<TableResource | undefined> {
  const what = `table ${formatReference(table)}`
  return connection.api
    .call<TableResource>({ method: 'GET', path: tablePath(connection, table), what, signal })
    .catch(absentIfNotFound)
}

function absentIfNotFound(error: unknown): undefined {
  if (error instanceof ApiFailure && error.reason === 'notFound' && !/Project/.test(error.message)) return undefined
  throw error
}

/** Makes an empty table. @throws {ApiFailure} `duplicate` */
export async function insertTable(
  connection: Connection,
  table: TableReference,
  shape: TableShape,
  signal?: AbortSignal,
): Promise<TableResource> {
  return insert(connection, table, tableBody(shape), signal)
}

/** The parts of a table's resource that decide how its rows are kept. */
export function tableBody({ schema, partitioning, clustering }: TableShape): Omit<TableResource, 'tableReference'> {
  return {
    schema: { fields: schema.map(resourceOfField) },
    ...(partitioning && {
      timePartitioning: resourceOfPartitioning(partitioning),
      requirePartitionFilter: partitioning.requirePartitionFilter,
    }),
    ...(clustering && clustering.length > 0 && { clustering: { fields: clustering } }),
  }
}

/** @throws {ApiFailure} `duplicate`: it was there before */
export async function insert(
  connection: Connection,
  table: TableReference,
  body: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<TableResource> {
  const { api } = connection
  const started = Date.now()
  return api.call<TableResource>(
    {
      method: 'POST',
      path: `${datasetPath(connection, table.project, table.dataset)}/tables`,
      body: { ...body, tableReference: tableResource(connection, table) },
      what: `table ${formatReference(table)}`,
      signal,
    },
    async (failure, attempt) => {
      if (attempt === 0 || failure.reason !== 'duplicate') return undefined
      // Made by a try whose answer was lost, if it is as young as that; clocks may differ a little.
      const found = await getTable(connection, table, signal)
      return found && Number(found.creationTime) >= started - CLOCK_SKEW_MS ? found : undefined
    },
  )
}

const CLOCK_SKEW_MS = 30_000

/** @param etag refused with `conditionNotMet` where somebody else has changed it meanwhile */
export async function patchTable(
  connection: Connection,
  table: TableReference,
  body: Readonly<Record<string, unknown>>,
  etag?: string,
): Promise<TableResource> {
  return connection.api.call<TableResource>({
    method: 'PATCH',
    path: tablePath(connection, table),
    body,
    ifMatch: etag,
    what: `table ${formatReference(table)}`,
  })
}

/** Removes a table, a view or one partition. Whether there was one. */
export async function deleteTable(connection: Connection, table: TableReference, partition?: string): Promise<boolean> {
  const request = {
    method: 'DELETE',
    path: tablePath(connection, table, partition),
    what: `table ${formatReference(table)}`,
  } as const
  const gone = await connection.api.call<boolean>(request, async (failure, attempt) =>
    // What a try with a lost answer has removed is not there any more.
    failure.reason === 'notFound' ? attempt > 0 : undefined,
  )
  return gone !== false
}

import type { TableReference } from '../../../googlesql/catalog.ts'
import type { LoadOptions, RowSource } from '../../warehouse.ts'
import { columnType } from '../fields.ts'
import { commit } from './commit.ts'
import { type DestinationRequest, planDestination, storeInDestination } from './destination.ts'
import type { JobContext } from './job-context.ts'
import { arrival } from './publish.ts'
import { stageLoad } from './stage-load.ts'

/** @returns how many rows were loaded */
export async function loadTable(
  job: JobContext,
  reference: TableReference,
  source: RowSource,
  options: LoadOptions,
): Promise<bigint> {
  const { schema, partition, partitioning, clustering, writeDisposition, ignoreUnknownColumns = false } = options
  const request: DestinationRequest = {
    reference,
    partition,
    writeDisposition,
    schema,
    partitioning,
    clustering,
    schemaUpdateOptions: [],
  }
  const columns = schema.map((field) => ({ name: field.name, type: columnType(field) }))
  const destination = planDestination(request, job.tables.snapshot.entry(reference), columns)
  const { shape } = destination
  const staging = await job.staging()
  const files = await stageLoad(job.session, staging.directory, {
    source,
    shape,
    partition,
    arrival: arrival(shape.partitioning, job.now),
    ignoreUnknownColumns,
    signal: job.signal,
  })
  await commit(job.store, staging, {
    reference,
    files: writeDisposition === 'append' ? files.filter((file) => file.rows > 0) : files,
    change: (current, added, now) => storeInDestination(destination, current, added, now),
  })
  return files.reduce((rows, file) => rows + BigInt(file.rows), 0n)
}

import { UsageError, WarehouseError } from '../../../errors.ts'
import type { QueryJob } from '../../../generator/query-job.ts'
import { nameColumns } from '../fields.ts'
import { runText } from '../run-text.ts'
import type { TranslatedQuery } from '../statement.ts'
import { commit } from './commit.ts'
import { type DestinationRequest, planDestination, storeInDestination } from './destination.ts'
import type { JobContext } from './job-context.ts'
import { arrival, publish } from './publish.ts'
import { stageRows } from './stage-rows.ts'

/** @returns how many rows were written */
export async function runJob(context: JobContext, job: QueryJob): Promise<bigint> {
  const query = await runText(context, job)
  checkBytes(context, job)
  if (job.destination === undefined) return publishChanges(context)
  if (query === undefined) {
    throw new UsageError('no-result', 'the text has no query whose rows could be stored', {
      hint: 'leave out the destination: a script names its own tables',
    })
  }
  const rows = await storeResult(context, { ...job, reference: job.destination }, query)
  await publishChanges(context)
  return rows
}

/** Bytes of files, compressed: what this warehouse reads, which is less than what BigQuery would bill. */
function checkBytes({ tables }: JobContext, { maximumBytesBilled }: QueryJob): void {
  const bytes = tables.snapshot.bytesScanned
  if (maximumBytesBilled === undefined || bytes <= maximumBytesBilled) return
  throw new WarehouseError('bytes-limit', `the query reads ${bytes} bytes; the job allows ${maximumBytesBilled}`, {
    retryable: false,
    hint: 'filter on the partition column, or raise the limit',
  })
}

export async function publishChanges(context: JobContext): Promise<bigint> {
  const { tables, session, store, now } = context
  if (tables.overlays.size === 0) return 0n
  return publish(tables, { session, store, now, staging: await context.staging() })
}

async function storeResult(context: JobContext, request: DestinationRequest, query: TranslatedQuery): Promise<bigint> {
  const { tables, session, store, now } = context
  const columns = nameColumns(query.columns)
  const destination = planDestination(request, tables.snapshot.entry(request.reference), columns)
  const { shape } = destination
  const staging = await context.staging()
  const files = await stageRows(session, staging.directory, {
    sql: query.sql,
    form: 'query',
    columns,
    shape,
    partition: request.partition,
    arrival: arrival(shape.partitioning, now),
  })
  await commit(store, staging, {
    reference: request.reference,
    files: request.writeDisposition === 'append' ? files.filter((file) => file.rows > 0) : files,
    change: (current, added, time) => storeInDestination(destination, current, added, time),
  })
  return files.reduce((rows, file) => rows + BigInt(file.rows), 0n)
}

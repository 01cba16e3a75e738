import type { QueryResult, ResultValue } from '../warehouse.ts'
import type { Connection } from './connection.ts'
import { rowDecoder } from './decode.ts'
import { rowsPage, type StartedJob } from './job.ts'
import type { ResultsResource } from './resources.ts'
import { resultFieldOfResource } from './schema.ts'

/** Rows of one answer: enough to keep the wire busy, few enough to keep memory low. */
export const PAGE_ROWS = 20_000

/** The rows of an ended query, page by page; the next is fetched while one is read. */
export function streamRows(connection: Connection, job: StartedJob, first: ResultsResource): QueryResult {
  const fields = first.schema?.fields ?? []
  return { schema: fields.map(resultFieldOfResource), batches: pages(connection, job, first, rowDecoder(fields)) }
}

type Batch = readonly (readonly ResultValue[])[]

async function* pages(
  connection: Connection,
  job: StartedJob,
  first: ResultsResource,
  decode: ReturnType<typeof rowDecoder>,
): AsyncGenerator<Batch> {
  let page: ResultsResource | undefined = first
  while (page !== undefined) {
    const next = nextPage(connection, job, page)
    // Met at the `await` below, or by nobody where the reader stops.
    next.catch(() => {})
    const rows = (page.rows ?? []).map(decode)
    if (rows.length > 0) yield rows
    page = await next
  }
}

async function nextPage(
  connection: Connection,
  job: StartedJob,
  { pageToken, rows = [] }: ResultsResource,
): Promise<ResultsResource | undefined> {
  if (pageToken === undefined || rows.length === 0) return undefined
  return rowsPage(connection, job, { maxResults: String(PAGE_ROWS), pageToken })
}

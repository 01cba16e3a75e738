import type { Query } from '../../generator/query-job.ts'
import { refuseRepeatedNames } from './fields.ts'
import { runText } from './run-text.ts'
import type { TranslatedQuery } from './statement.ts'
import type { JobContext } from './storage/job-context.ts'
import { publishChanges } from './storage/run-job.ts'

/**
 * Runs a text for its answer: what it changes is stored, and its last query comes back ready to be streamed. A query behind changes is
 * evaluated first, so that nothing is stored if it fails.
 */
export async function queryText(job: JobContext, query: Query): Promise<TranslatedQuery | undefined> {
  const last = await runText(job, query)
  if (last !== undefined) refuseRepeatedNames(last.columns)
  if (job.tables.overlays.size === 0) return last
  const answer = last && (await materialize(job, last))
  await publishChanges(job)
  return answer
}

async function materialize({ session }: JobContext, { sql, columns }: TranslatedQuery): Promise<TranslatedQuery> {
  const names = columns.map((_, index) => `c${index}`).join(', ')
  await session.run(`CREATE TEMP TABLE "job answer" AS SELECT * FROM (${sql}) AS q(${names})`)
  return { sql: 'SELECT * FROM "job answer"', columns }
}

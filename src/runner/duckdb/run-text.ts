import type { Query } from '../../generator/query-job.ts'
import { parseScript } from '../../googlesql/parse/parse.ts'
import { createEngine } from './engine.ts'
import { runScript } from './script.ts'
import type { TranslatedQuery } from './statement.ts'
import type { JobContext } from './storage/job-context.ts'

/**
 * Runs everything in a text but its last query, which comes back translated, to be run in the job's session; undefined where the text
 * holds no query.
 *
 * @throws {SqlError}
 */
export async function runText(job: JobContext, query: Query): Promise<TranslatedQuery | undefined> {
  const { sql, parameters } = query
  const { session, tables, now, signal } = job
  const scope = {
    text: sql,
    tables,
    parameters,
    variables: new Map(),
    functions: new Map(),
    nowMicros: BigInt(now.getTime()) * 1000n,
  }
  return runScript(parseScript(sql), createEngine(session), scope, { signal })
}

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
  return runScript(parseScript(sql), createEngine(job.session), {
    text: sql,
    tables: job.tables,
    parameters,
    variables: new Map(),
    functions: new Map(),
    nowMicros: BigInt(job.now.getTime()) * 1000n,
  })
}

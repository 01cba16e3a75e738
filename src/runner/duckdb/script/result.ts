import type { QuerySyntax } from '../../../googlesql/syntax.ts'
import { quoteName } from '../duckdb-type.ts'
import type { TranslatedQuery } from '../statement.ts'
import type { Frame } from './frame.ts'

const RESULT = quoteName('result of the last query')

/** Runs a query and keeps its rows: a later statement may change what it read, and it may be the last one. */
export async function keepResult({ job, ...scope }: Frame, query: QuerySyntax): Promise<void> {
  const translated = await job.engine.translate(query, scope)
  await job.engine.run(`CREATE OR REPLACE TEMP TABLE ${RESULT} AS ${selectNumbered(translated)}`)
  job.result = translated.columns
}

export function lastResult({ job }: Frame): TranslatedQuery | undefined {
  return job.result && { sql: `SELECT * FROM ${RESULT}`, columns: job.result }
}

/** The same rows, their columns called c0, c1, …: GoogleSQL allows names that repeat or are missing. */
export function selectNumbered({ sql, columns }: TranslatedQuery): string {
  return `SELECT * FROM (${sql}) AS q(${columns.map((_, index) => `c${index}`).join(', ')})`
}

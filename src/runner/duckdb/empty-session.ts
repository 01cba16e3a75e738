import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { QueryParameter } from '../../generator/query-job.ts'
import { parseScript } from '../../googlesql/parse/parse.ts'
import { resultField } from '../../googlesql/result-field.ts'
import type { QueryResult } from '../warehouse.ts'
import { createEngine } from './engine.ts'
import { runScript } from './script.ts'
import { openInstance, type Session } from './session.ts'
import type { TranslatedQuery } from './statement.ts'
import { emptyCatalog } from './storage/empty-catalog.ts'
import { SessionTables } from './storage/session-tables.ts'

/** Texts that need no warehouse, each run where nothing is left of the one before. */
export interface EmptySession extends AsyncDisposable {
  /** The result is that of the last statement. @throws {SqlError} @throws {WarehouseError} */
  query(sql: string, parameters: readonly QueryParameter[]): Promise<QueryResult>
}

/** One DuckDB for all texts: a new session costs a thousandth of a second, a new DuckDB twenty. */
export async function openEmptySession(): Promise<EmptySession> {
  const instance = await openInstance()
  return {
    query: async (sql, parameters) => {
      const session = await instance.session()
      try {
        return await answer(session, sql, parameters)
      } catch (error) {
        await session[Symbol.asyncDispose]()
        throw error
      }
    },
    [Symbol.asyncDispose]: async () => instance[Symbol.dispose](),
  }
}

async function answer(session: Session, sql: string, parameters: readonly QueryParameter[]): Promise<QueryResult> {
  const now = new Date()
  const result = await runScript(parseScript(sql), createEngine(session), {
    text: sql,
    tables: new SessionTables({
      store: NO_STORE,
      declared: emptyCatalog(),
      defaultProject: 'project',
      session,
      now,
      isolated: true,
    }),
    parameters,
    variables: new Map(),
    functions: new Map(),
    nowMicros: BigInt(now.getTime()) * 1000n,
  })
  return {
    schema: (result?.columns ?? []).map(({ name, type }) => resultField(name, type)),
    batches: closing(session, result),
  }
}

/** Nothing is ever stored there: what a text makes is its session's alone. */
const NO_STORE = { root: join(tmpdir(), `bqetl-no-warehouse-${process.pid}`), leaseTimeoutMs: 0, graceMs: 0 }

async function* closing(session: Session, result: TranslatedQuery | undefined): QueryResult['batches'] {
  try {
    if (result) yield* session.stream(result.sql, result.columns)
  } finally {
    await session[Symbol.asyncDispose]()
  }
}

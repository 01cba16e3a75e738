import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { QueryParameter } from '../../generator/query-job.ts'
import { parseScript } from '../../googlesql/parse/parse.ts'
import { resultField } from '../../googlesql/result-field.ts'
import type { QueryResult } from '../warehouse.ts'
import { createEngine } from './engine.ts'
import { openInstance, type Session } from './session.ts'
import type { StatementScope, TranslatedQuery } from './statement.ts'
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
  const script = parseScript(sql)
  const engine = createEngine(session)
  const scope: StatementScope = {
    text: sql,
    tables: new SessionTables({
      store: { root: join(tmpdir(), 'bqetl-no-warehouse'), leaseTimeoutMs: 0, graceMs: 0 },
      declared: emptyCatalog(),
      defaultProject: 'project',
      session,
      now: new Date(),
    }),
    parameters,
    variables: new Map(),
    functions: new Map(),
    nowMicros: BigInt(Date.now()) * 1000n,
  }
  const [statement] = script.statements
  if (script.statements.length !== 1 || statement?.kind !== 'queryStatement') throw new Error('scripts follow')
  const result = await engine.translate(statement.query, scope)
  return { schema: result.columns.map(({ name, type }) => resultField(name, type)), batches: closing(session, result) }
}

async function* closing(session: Session, { sql, columns }: TranslatedQuery): QueryResult['batches'] {
  try {
    yield* session.stream(sql, columns)
  } finally {
    await session[Symbol.asyncDispose]()
  }
}

import { WarehouseError } from '../../../errors.ts'
import { SqlError, type SqlSource } from '../../../googlesql/sql-error.ts'
import type { StatementSyntax } from '../../../googlesql/syntax.ts'
import { STRING } from '../../../googlesql/types.ts'
import { isTrue } from './condition.ts'
import type { Frame } from './frame.ts'

type Statement<Kind extends StatementSyntax['kind']> = Extract<StatementSyntax, { kind: Kind }>

/**
 * Codes of errors that BigQuery has as well and that its handlers catch. What only we refuse (`unsupported`, a function that we do
 * not know) or what the environment does is none of the script's business: a handler would turn it into another answer.
 */
const catchable: ReadonlySet<string> = new Set([
  'query-failed',
  'table-not-found',
  'table-exists',
  'syntax',
  'unknown-table',
  'unknown-column',
  'unknown-field',
  'unknown-variable',
  'ambiguous-column',
  'type-mismatch',
  'invalid-argument',
  'invalid-query',
  'partition-filter',
])

export function isCatchable(error: unknown): error is SqlError | WarehouseError {
  if (error instanceof WarehouseError) return !error.retryable && catchable.has(error.code)
  return error instanceof SqlError && catchable.has(error.code)
}

/** The statement that an error came from: `@@error.statement_text`. */
const failedStatements = new WeakMap<Error, string>()

export async function noteStatement(
  frame: Frame,
  { start, end }: StatementSyntax,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (error instanceof Error && !failedStatements.has(error))
      failedStatements.set(error, frame.text.slice(start, end))
    throw error
  }
}

/** The error that the handlers around a place are about; the innermost counts. */
const handled = new WeakMap<object, Error>()

/** Runs a handler, in which `@@error` has values. */
export async function withError<Result>(frame: Frame, error: Error, run: () => Promise<Result>): Promise<Result> {
  const { variables } = frame
  const outer = new Map([...variables].filter(([name]) => name.startsWith('@@error.')))
  const outerError = handled.get(variables)
  handled.set(variables, error)
  variables.set('@@error.message', { type: STRING, value: error.message })
  variables.set('@@error.statement_text', { type: STRING, value: failedStatements.get(error) ?? '' })
  try {
    return await run()
  } finally {
    for (const name of ['@@error.message', '@@error.statement_text']) variables.delete(name)
    for (const [name, value] of outer) variables.set(name, value)
    if (outerError === undefined) handled.delete(variables)
    else handled.set(variables, outerError)
  }
}

/** `RAISE USING MESSAGE = text`, or `RAISE` again what the handler is about. */
export async function raise(frame: Frame, statement: Statement<'raise'>): Promise<never> {
  if (statement.message !== undefined) {
    const { value } = await frame.job.engine.evaluate(statement.message, frame, STRING)
    throw failed(value === null ? 'RAISE without a message: it is NULL' : String(value))
  }
  const error = handled.get(frame.variables)
  if (error === undefined)
    throw new SqlError('invalid-query', 'RAISE without a message is only allowed in an exception handler', statement)
  throw error
}

export async function assertTrue(frame: Frame, { condition, message }: Statement<'assert'>): Promise<void> {
  if (!(await isTrue(frame, condition))) throw failed(message ?? 'Assertion failed')
}

function failed(message: string): WarehouseError {
  return new WarehouseError('query-failed', message, { retryable: false })
}

/** Runs what stands in another text, and says so in its errors: their spans are of that text. */
export async function locateIn<Result>(source: SqlSource, outer: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof SqlError) || error.source !== undefined || source.text === outer) throw error
    const { code, message, span, hint } = error
    throw new SqlError(code, message, span, { source, cause: error, ...(hint === undefined ? {} : { hint }) })
  }
}

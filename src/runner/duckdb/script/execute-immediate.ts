import { WarehouseError } from '../../../errors.ts'
import type { QueryParameter } from '../../../generator/query-job.ts'
import { parseScript } from '../../../googlesql/parse/parse.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type { StatementSyntax } from '../../../googlesql/syntax.ts'
import { STRING } from '../../../googlesql/types.ts'
import type { TypedValue } from '../statement.ts'
import { locateIn } from './errors.ts'
import type { Frame } from './frame.ts'
import { runStatements } from './statements.ts'
import { assign, wrongCount } from './variables.ts'

type ExecuteImmediate = Extract<StatementSyntax, { kind: 'executeImmediate' }>

/**
 * Runs one statement whose text is a value. It sees no variables, only what USING binds.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/procedural-language#execute_immediate
 */
export async function executeImmediate(frame: Frame, statement: ExecuteImmediate): Promise<void> {
  const text = await textOf(frame, statement)
  const source = { text, name: 'EXECUTE IMMEDIATE' }
  const inner = { ...frame, text, variables: new Map(), ...(await bind(frame, statement)) }
  await locateIn(source, frame.text, async () => {
    const only = onlyStatement(parseScript(text).statements, statement)
    if (statement.into.length > 0) return selectInto(frame, inner, only, statement)
    await runStatements(inner, [only])
  })
  const rows = inner.variables.get('@@row_count')
  if (rows !== undefined) frame.variables.set('@@row_count', rows)
}

async function textOf(frame: Frame, { sql }: ExecuteImmediate): Promise<string> {
  const { value } = await frame.job.engine.evaluate(sql, frame, STRING)
  if (typeof value === 'string') return value
  throw new WarehouseError('query-failed', 'the text of EXECUTE IMMEDIATE is NULL', { retryable: false })
}

/** All of USING have names, or none. */
async function bind(frame: Frame, { using }: ExecuteImmediate) {
  const parameters: QueryParameter[] = []
  const positional: TypedValue[] = []
  for (const { value: expression, alias } of using) {
    const value = await frame.job.engine.evaluate(expression, frame)
    if (alias === undefined) positional.push(value)
    else parameters.push({ name: alias.name.toLowerCase(), ...value })
    if (parameters.length > 0 && positional.length > 0) {
      throw new SqlError('invalid-query', 'USING takes values with names or values without, not both', expression)
    }
  }
  return { parameters, positional }
}

/** What decides the course of a script cannot be made at run time. */
const control: ReadonlySet<string> = new Set(
  'block if caseStatement loop while repeat forIn break continue return declare set raise executeImmediate'.split(' '),
)

function onlyStatement(statements: readonly StatementSyntax[], { sql }: ExecuteImmediate): StatementSyntax {
  const [only] = statements
  const { start, end } = sql
  if (only === undefined || statements.length > 1) {
    throw new SqlError('invalid-query', `EXECUTE IMMEDIATE runs one statement, not ${statements.length}`, {
      start,
      end,
    })
  }
  if (!control.has(only.kind)) return only
  throw new SqlError('invalid-query', 'EXECUTE IMMEDIATE runs queries and changes, no statement of a script', only)
}

/** One row gives its values, none NULL. */
async function selectInto(
  frame: Frame,
  inner: Frame,
  only: StatementSyntax,
  { into }: ExecuteImmediate,
): Promise<void> {
  if (only.kind !== 'queryStatement') throw new SqlError('invalid-query', 'only a query has values for INTO', only)
  const { columns, rows } = await frame.job.engine.rows(only.query, inner)
  if (columns.length !== into.length) throw wrongCount(columns.length, into.length, only)
  if (rows.length > 1) {
    throw new WarehouseError(
      'query-failed',
      `the query of EXECUTE IMMEDIATE ... INTO gave ${rows.length} rows, not one`,
      { retryable: false },
    )
  }
  for (const [index, target] of into.entries()) {
    await assign(frame, target, { type: columns[index]!.type, value: rows[0]?.[index] ?? null })
  }
}

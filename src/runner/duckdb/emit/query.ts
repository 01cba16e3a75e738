import { analyzing } from '../../../googlesql/resolve/analyzing.ts'
import type { Column, Expression, ResolvedQuery, Scan } from '../../../googlesql/resolved.ts'
import { duckDbType, quoteName } from '../duckdb-type.ts'
import type { ScalarFunction } from '../emit-context.ts'
import type { OutputField } from '../statement.ts'
import { columnSources } from './column-sources.ts'
import { emitExpression } from './expression.ts'
import { magnitudes } from './magnitude.ts'
import type { Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { type EmitOptions, isCheap, openScope, type Statement } from './scope.ts'
import { printShared } from './share.ts'
import { countUses } from './walk.ts'

export interface EmittedQuery {
  readonly sql: string
  readonly columns: readonly OutputField[]
  /** Functions of ours that the SQL calls. */
  readonly scalars: readonly ScalarFunction[]
}

/**
 * A query as one DuckDB SELECT, whose columns are `query.output` in order and of exactly their types.
 *
 * @throws {SqlError} `unsupported` where nothing is proven to give BigQuery's answer
 */
export function emitQuery(query: ResolvedQuery, options: EmitOptions): EmittedQuery {
  return analyzing(WHOLE_TEXT, () => printQuery(query, options))
}

/** What is too deep for the stack is so as a whole. */
export const WHOLE_TEXT = { start: 0, end: 0 }

function printQuery(query: ResolvedQuery, options: EmitOptions): EmittedQuery {
  const statement = openStatement([query.scan], [], options)
  const scope = openScope(statement)
  const relation = emitScan(query.scan, scope)
  const names = outputNames(query)
  const items = query.output.map(({ column }, index) => ({
    sql: typed(relation, column),
    name: quoteName(names[index]!),
  }))
  return {
    sql: printShared(relation, items, scope),
    columns: query.output.map(({ name, column }) => ({ name, type: column.type })),
    scalars: [...statement.scalars.values()],
  }
}

/** Expressions without columns, as the columns of one row. */
export function emitValues(expressions: readonly Expression[], options: EmitOptions): EmittedQuery {
  return analyzing(expressions[0]?.span ?? WHOLE_TEXT, () => printValues(expressions, options))
}

function printValues(expressions: readonly Expression[], options: EmitOptions): EmittedQuery {
  const statement = openStatement([], expressions, options)
  const list = expressions.map(
    (expression, index) =>
      `CAST(${emitExpression(expression, openScope(statement))} AS ${duckDbType(expression.type)}) AS c${index}`,
  )
  return {
    sql: `SELECT ${list.join(', ')}`,
    columns: expressions.map((expression, index) => ({ name: `c${index}`, type: expression.type })),
    scalars: [...statement.scalars.values()],
  }
}

export function openStatement(
  scans: readonly Scan[],
  expressions: readonly Expression[],
  options: EmitOptions,
): Statement {
  let known: Statement['magnitude'] | undefined
  const magnitude = (expression: Expression) => {
    known ??= magnitudes(columnSources(scans, expressions))
    return known(expression)
  }
  const uses = countUses(scans, expressions)
  return { options, scalars: new Map(), uses, magnitude, entries: new Map(), costly: new Map(), lastAlias: 0 }
}

/** What DuckDB folds into a constant NULL may lose its type. */
function typed(relation: Relation, column: Column): string {
  const sql = relation.columns.get(column.id)!
  const isConstant = relation.groupBy === undefined && !/\b[ts]\d+\./.test(sql)
  const mayBeNull = isConstant || /\b(?:NULL|CASE|TRY)/i.test(sql)
  return mayBeNull && !isCheap(sql) ? `CAST(${sql} AS ${duckDbType(column.type)})` : sql
}

/** Names for people and for files made of the result; each stands once, whatever its case. */
function outputNames(query: ResolvedQuery): readonly string[] {
  const taken = new Set<string>()
  return query.output.map(({ name }, index) => {
    let unique = name || `f${index}_`
    while (taken.has(unique.toLowerCase())) unique += '_'
    taken.add(unique.toLowerCase())
    return unique
  })
}

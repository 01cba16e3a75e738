import { analyzeDml, analyzeExpression, analyzeQuery } from '../../googlesql/analyze.ts'
import type { AnalyzeOptions } from '../../googlesql/analyze-options.ts'
import { coerce, coercionCost } from '../../googlesql/coercion.ts'
import type { AnyExpression } from '../../googlesql/resolve/visit-tree.ts'
import type { Expression, ResolvedDml, Scan, TableScan } from '../../googlesql/resolved.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { ExpressionSyntax, QuerySyntax } from '../../googlesql/syntax.ts'
import { formatType, type Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { emitDml } from './emit/dml.ts'
import { type EmittedQuery, emitQuery, emitValues } from './emit/query.ts'
import type { EmitOptions } from './emit/scope.ts'
import { partsOfDml, visitExpression, visitScan } from './emit/walk.ts'
import type { Session } from './session.ts'
import type { DmlSyntax, StatementEngine, StatementScope, TranslatedQuery, TypedValue } from './statement.ts'

/** GoogleSQL in one DuckDB session, a statement at a time. */
export function createEngine(session: Session): StatementEngine {
  return {
    translate: (query, scope) => translate(session, query, scope),
    rows: async (query, scope) => {
      const { sql, columns } = await translate(session, query, scope)
      return { columns, rows: await session.values(sql, columns) }
    },
    evaluate: (expression, scope, type) => evaluate(session, expression, scope, type),
    modify: (statement, scope) => modify(session, statement, scope),
    run: (sql) => session.run(sql),
  }
}

async function translate(session: Session, query: QuerySyntax, scope: StatementScope): Promise<TranslatedQuery> {
  const resolved = analyzeQuery(query, scope.text, analyzeOptions(scope))
  const options = await emitOptions(session, scope, [resolved.scan], [])
  return registered(session, emitQuery(resolved, options))
}

async function evaluate(
  session: Session,
  syntax: ExpressionSyntax,
  scope: StatementScope,
  type?: Type,
): Promise<TypedValue> {
  const expression = assigned(analyzeExpression(syntax, scope.text, analyzeOptions(scope)), type)
  const options = await emitOptions(session, scope, [], [expression])
  const { sql, columns } = registered(session, emitValues([expression], options))
  const [row] = await session.values(sql, columns)
  return { type: expression.type, value: row![0]! }
}

/** An expression as a variable of a type takes it. */
function assigned(expression: Expression, type: Type | undefined): Expression {
  if (type === undefined) return expression
  if (coercionCost({ type: expression.type, expression }, type) !== undefined) return coerce(expression, type)
  throw new SqlError(
    'type-mismatch',
    `a value of type ${formatType(expression.type)} cannot be assigned to ${formatType(type)}`,
    expression.span,
  )
}

async function modify(session: Session, statement: DmlSyntax, scope: StatementScope): Promise<bigint> {
  const dml = analyzeDml(statement, scope.text, analyzeOptions(scope))
  const { scans, expressions } = partsOfDml(dml)
  const options = await emitOptions(session, scope, scans, expressions)
  const target = await writableFor(dml, session, scope, options)
  const emitted = emitDml(dml, target, options)
  session.register(emitted.scalars)
  let changed = 0n
  for (const sql of emitted.statements) changed = await session.run(sql)
  return changed
}

/** Where WHERE says which partitions change, the others are not touched. */
async function writableFor(
  dml: ResolvedDml,
  session: Session,
  { tables }: StatementScope,
  options: EmitOptions,
): Promise<string> {
  const { reference } = dml.table
  if (dml.kind === 'insert') return tables.writable(reference, 'append')
  const bounds = dml.kind === 'merge' ? [] : dml.partitions
  if (bounds.length === 0) return tables.writable(reference, 'rewrite')
  const values = await evaluateBounds(session, boundsOf({ partitions: bounds }), options)
  return tables.writable(reference, 'rewrite', { bounds, evaluate: (bound) => boundValue(bound, values) })
}

function registered(session: Session, { sql, columns, scalars }: EmittedQuery): TranslatedQuery {
  session.register(scalars)
  return { sql, columns }
}

function analyzeOptions({ tables, parameters, positional = [], variables, functions }: StatementScope): AnalyzeOptions {
  return {
    catalog: tables.catalog,
    parameters: new Map(parameters.map(({ name, type }) => [name.toLowerCase(), type])),
    positionalParameters: positional.map(({ type }) => type),
    variables: new Map([...variables].map(([name, { type }]) => [name, type])),
    functions,
  }
}

async function emitOptions(
  session: Session,
  scope: StatementScope,
  scans: readonly Scan[],
  expressions: readonly Expression[],
): Promise<EmitOptions> {
  const named = scope.parameters.map(({ name, value }) => [name.toLowerCase(), value] as const)
  const positional = (scope.positional ?? []).map(({ value }, index) => [String(index + 1), value] as const)
  const options: EmitOptions = {
    nowMicros: scope.nowMicros,
    parameters: new Map([...named, ...positional]),
    variables: new Map([...scope.variables].map(([name, { value }]) => [name, value])),
    tableSource: () => {
      throw new Error('a bound reads no table')
    },
  }
  const bounds = await evaluateBounds(session, findTables(scans, expressions).flatMap(boundsOf), options)
  return { ...options, tableSource: (scan) => scope.tables.source(scan, (bound) => boundValue(bound, bounds)) }
}

function findTables(scans: readonly Scan[], expressions: readonly Expression[]): readonly TableScan[] {
  const tables: TableScan[] = []
  const keep = (scan: Scan) => {
    if (scan.kind === 'table') tables.push(scan)
  }
  const ignore = (_: AnyExpression) => {}
  for (const scan of scans) visitScan(scan, ignore, keep)
  for (const expression of expressions) visitExpression(expression, ignore, keep)
  return tables
}

/** What tables ask about their bounds, computed at once, so that they can answer without waiting. */
async function evaluateBounds(
  session: Session,
  all: readonly Expression[],
  options: EmitOptions,
): Promise<ReadonlyMap<Expression, Value>> {
  const bounds = all.filter((bound) => bound.kind !== 'literal')
  if (bounds.length === 0) return new Map()
  const { sql, columns, scalars } = emitValues(bounds, options)
  session.register(scalars)
  const [row] = await session.values(sql, columns)
  return new Map(bounds.map((bound, index) => [bound, row![index]!]))
}

function boundsOf({
  partitions = [],
  systemTime,
}: Pick<TableScan, 'partitions' | 'systemTime'>): readonly Expression[] {
  const bounds = partitions.flatMap((bound) => (bound.operator === 'in' ? bound.bounds : [bound.bound]))
  return systemTime ? [...bounds, systemTime] : bounds
}

function boundValue(bound: Expression, values: ReadonlyMap<Expression, Value>): Value {
  if (bound.kind === 'literal') return bound.value
  const value = values.get(bound)
  if (value === undefined) throw new Error('a bound that no table scan has')
  return value
}

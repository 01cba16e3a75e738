import type {
  AggregateExpression,
  AggregateScan,
  Column,
  ComputedColumn,
  Expression,
} from '../../../googlesql/resolved.ts'
import { dependsOnOrder, emitAggregate } from './aggregate-expression.ts'
import { closeRelation } from './close-relation.ts'
import { emitComputed, emitExpression } from './expression.ts'
import { prepare, readColumns, scopeOf } from './prepare.ts'
import { isOpen, type OrderKey, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { isCheap, newColumn, type Scope } from './scope.ts'

export function emitAggregateScan(scan: AggregateScan, scope: Scope): Relation {
  const inputScope = scan.aggregates.some(({ expression }) => dependsOnOrder(expression))
    ? { ...scope, positioned: true }
    : scope
  const grouped = nameRepeated(openGroup(scan, inputScope), inputScope)
  const calls = emitCalls(grouped, scope)
  const groupings = (scan.groupings ?? []).map(
    ({ column, key }) => [column.id, `CAST(grouping(${grouped.keys[key]}) AS BIGINT)`] as const,
  )
  const keys = scan.keys.map(({ column }, index) => [column.id, grouped.keys[index]!] as const)
  const { position, ...relation } = grouped.relation
  return {
    ...relation,
    columns: new Map([...keys, ...calls, ...groupings]),
    groupBy: groupBy(scan, grouped.keys),
    aggregates: calls.map(([, sql]) => sql),
    ties: scan.groupingSets ? grouped.keys.map((key) => ({ sql: `grouping(${key})`, direction: ' DESC' })) : [],
    ...firstPosition(position),
  }
}

/** The rows that are grouped, the keys and the aggregates as they are called there. */
interface Group {
  readonly scan: AggregateScan
  readonly relation: Relation
  readonly keys: readonly string[]
}

function openGroup(scan: AggregateScan, scope: Scope): Group {
  const input = emitScan(scan.input, scope)
  const expressions = [...scan.keys, ...scan.aggregates].map(({ expression }) => expression)
  const mayStay = isOpen(input) && input.orderBy.length === 0
  const relation = prepare(input, scan.input.columns, expressions, mayStay, scope)
  const keys = scan.keys.map((key) => emitComputed(key, scopeOf(relation, scope)))
  const group = { scan, relation, keys }
  // a key is repeated in GROUP BY, where only simple expressions are recognized; others become columns of a SELECT below
  return !scan.groupingSets && keys.every(isRecognized) ? group : nameColumns(group, new Map(), scope)
}

/** A translation that reads an argument several times gets it as a column of a SELECT below, computed once. */
function nameRepeated(group: Group, scope: Scope): Group {
  const inner = scopeOf(group.relation, scope)
  const calls = new Map(emitCalls(group, scope))
  const repeated = new Map<Expression, Column>()
  for (const { column, expression } of group.scan.aggregates) {
    for (const argument of expression.arguments) {
      const sql = emitExpression(argument, inner)
      const isRepeated = isOrderedSet(expression) || calls.get(column.id)!.split(sql).length > 2
      if (isCheap(sql) || !isRepeated) continue
      repeated.set(argument, newColumn(scope.statement, expression.name.toLowerCase(), argument.type))
    }
  }
  return repeated.size === 0 ? group : nameColumns(group, repeated, scope)
}

/** DISTINCT with ORDER BY, where only what is gathered can be ordered by: the argument itself. */
function isOrderedSet({ distinct, orderBy }: AggregateExpression): boolean {
  return distinct && orderBy.length > 0
}

/** Closes the SELECT below the group, with the keys and these arguments of aggregates as columns. */
function nameColumns({ scan, relation, keys }: Group, named: ReadonlyMap<Expression, Column>, scope: Scope): Group {
  const inner = scopeOf(relation, scope)
  const columns = new Map(relation.columns)
  for (const [index, key] of scan.keys.entries()) columns.set(key.column.id, keys[index]!)
  for (const [argument, column] of named) columns.set(column.id, emitExpression(argument, inner))
  const aggregates = scan.aggregates.map(({ column, expression }) => ({
    column,
    expression: overColumns(expression, named),
  }))
  const kept = [...readBy({ ...scan, aggregates }), ...scan.keys.map((key) => key.column), ...named.values()]
  const closed = closeRelation({ ...relation, columns }, kept, scope)
  return {
    scan: { ...scan, aggregates },
    relation: closed,
    keys: scan.keys.map((key) => closed.columns.get(key.column.id)!),
  }
}

function overColumns(call: AggregateExpression, named: ReadonlyMap<Expression, Column>): AggregateExpression {
  const [first, ...rest] = call.arguments.map((argument) => columnOr(argument, named))
  if (!first) return call
  const orderBy = isOrderedSet(call) ? call.orderBy.map((item) => ({ ...item, expression: first })) : call.orderBy
  return { ...call, arguments: [first, ...rest], orderBy }
}

function columnOr(argument: Expression, named: ReadonlyMap<Expression, Column>): Expression {
  const column = named.get(argument)
  return column ? { kind: 'column', column, type: column.type, span: argument.span } : argument
}

function emitCalls({ scan, relation }: Group, scope: Scope): readonly (readonly [number, string])[] {
  const inner = scopeOf(relation, scope)
  return scan.aggregates.map(({ column, expression }) => [
    column.id,
    emitAggregate(expression, column, relation.position, inner),
  ])
}

/** A key without any column would be read as a position or a constant. */
function isRecognized(sql: string): boolean {
  return /\b[ts]\d+\./.test(sql) && !/\blambda\b|\bSELECT\b|"bq_/.test(sql)
}

function readBy(scan: AggregateScan): readonly Column[] {
  const read = new Set(scan.aggregates.flatMap(({ expression }) => readColumns(expression)))
  const keys = new Set(scan.keys.map((key: ComputedColumn) => key.column.id))
  return scan.input.columns.filter((column) => read.has(column.id) && !keys.has(column.id))
}

function groupBy(scan: AggregateScan, keys: readonly string[]): string {
  if (!scan.groupingSets) return keys.length > 0 ? keys.join(', ') : '()'
  return `GROUPING SETS (${scan.groupingSets.map((set) => `(${set.map((key) => keys[key]).join(', ')})`).join(', ')})`
}

/** Groups go in the order in which their first rows come. */
function firstPosition(position: readonly OrderKey[] | undefined): { readonly position?: readonly OrderKey[] } {
  if (!position || position.some((key) => key.direction !== '')) return {}
  if (position.length === 0) return { position }
  return {
    position: [
      {
        sql: `min(${position.length === 1 ? position[0]!.sql : `[${position.map((key) => key.sql).join(', ')}]`})`,
        direction: '',
      },
    ],
  }
}

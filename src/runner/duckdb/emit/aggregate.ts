import type { AggregateExpression, AggregateScan, Column, ComputedColumn } from '../../../googlesql/resolved.ts'
import { aggregates } from '../functions/table.ts'
import { createContext, unsupported } from './context.ts'
import { emitComputed, emitExpression } from './expression.ts'
import { orderKeys } from './order.ts'
import { prepare, readColumns, scopeOf } from './prepare.ts'
import { closeRelation, isOpen, type OrderKey, printOrder, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { newAlias, type Scope } from './scope.ts'
import { renameFields } from './type-names.ts'

export function emitAggregateScan(scan: AggregateScan, scope: Scope): Relation {
  const inputScope = scan.aggregates.some(({ expression }) => dependsOnOrder(expression))
    ? { ...scope, positioned: true }
    : scope
  const input = emitScan(scan.input, inputScope)
  const expressions = [...scan.keys, ...scan.aggregates].map(({ expression }) => expression)
  const relation = prepare(
    input,
    scan.input.columns,
    expressions,
    isOpen(input) && input.orderBy.length === 0,
    inputScope,
  )
  const keyed = nameKeys(scan, relation, inputScope)
  const inner = scopeOf(keyed.relation, scope)
  const calls = scan.aggregates.map(
    ({ column, expression }) => [column.id, emitAggregate(expression, column, keyed.relation.position, inner)] as const,
  )
  const groupings = (scan.groupings ?? []).map(
    ({ column, key }) => [column.id, `CAST(grouping(${keyed.keys[key]}) AS BIGINT)`] as const,
  )
  const { position, ...relationWithout } = keyed.relation
  return {
    ...relationWithout,
    columns: new Map([
      ...scan.keys.map((key, index) => [key.column.id, keyed.keys[index]!] as const),
      ...calls,
      ...groupings,
    ]),
    groupBy: groupBy(scan, keyed.keys),
    aggregates: calls.map(([, sql]) => sql),
    ties: scan.groupingSets ? keyed.keys.map((key) => ({ sql: `grouping(${key})`, direction: ' DESC' })) : [],
    ...firstPosition(position),
  }
}

function dependsOnOrder(call: AggregateExpression): boolean {
  return call.orderBy.length === 0 && ['ARRAY_AGG', 'STRING_AGG', 'ARRAY_CONCAT_AGG'].includes(call.name)
}

interface Keyed {
  readonly relation: Relation
  readonly keys: readonly string[]
}

/** A key is repeated in GROUP BY, where only simple expressions are recognized; others become columns of a SELECT below. */
function nameKeys(scan: AggregateScan, relation: Relation, scope: Scope): Keyed {
  const inner = scopeOf(relation, scope)
  const keys = scan.keys.map((key) => emitComputed(key, inner))
  if (!scan.groupingSets && keys.every(isRecognized)) return { relation, keys }
  const columns = new Map(relation.columns)
  scan.keys.forEach((key, index) => {
    columns.set(key.column.id, keys[index]!)
  })
  const named = closeRelation({ ...relation, columns }, [...readBy(scan), ...scan.keys.map((key) => key.column)], scope)
  return { relation: named, keys: scan.keys.map((key) => named.columns.get(key.column.id)!) }
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

/** An aggregate call, in the type of its column. */
function emitAggregate(
  call: AggregateExpression,
  column: Column,
  position: readonly OrderKey[] | undefined,
  scope: Scope,
): string {
  const translation =
    aggregates[call.name] ?? unsupported(`${call.name} is not translated for the embedded warehouse yet`, call.span)
  if (call.safe) unsupported('SAFE. before an aggregate function is not supported by the embedded warehouse', call.span)
  const own = orderKeys(call.orderBy, scope)
  const keys = own.length > 0 || !dependsOnOrder(call) ? own : (position ?? [])
  const parts = {
    orderBy: keys.length > 0 ? `ORDER BY ${printOrder(keys)}` : '',
    over: '',
    ...(call.having ? { having: emitExpression(call.having.expression, scope) } : {}),
  }
  const sql = translation(
    call.arguments.map((argument) => emitExpression(argument, scope)),
    call,
    { ...createContext(scope.statement), ...parts },
  )
  return renameFields(sql, call.type, column.type, () => newAlias(scope.statement, 'v'))
}

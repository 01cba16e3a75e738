import type { Frame, ResolvedFrameBound, Scan, WindowExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import { aggregates } from '../functions/table.ts'
import { createContext, unsupported } from './context.ts'
import { emitExpression } from './expression.ts'
import { orderKeys } from './order.ts'
import { prepare, scopeOf } from './prepare.ts'
import { type OrderKey, printOrder, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { newAlias, type Scope } from './scope.ts'
import { renameFields } from './type-names.ts'

export function emitWindowScan(scan: Extract<Scan, { kind: 'window' }>, scope: Scope): Relation {
  const input = emitScan(scan.input, scope)
  const expressions = scan.calls.map((call) => call.expression)
  const relation = prepare(
    input,
    scan.input.columns,
    expressions,
    input.groupBy === undefined && input.limit === undefined,
    scope,
  )
  const inner = scopeOf(relation, scope)
  const columns = new Map(relation.columns)
  for (const { column, expression } of scan.calls) {
    columns.set(
      column.id,
      renameFields(emitWindow(expression, relation.position, inner), expression.type, column.type, () =>
        newAlias(scope.statement, 'v'),
      ),
    )
  }
  return {
    ...relation,
    columns,
    windowed: true,
    pending: new Set([...relation.pending, ...scan.calls.map((call) => call.column.id)]),
  }
}

function emitWindow(call: WindowExpression, position: Relation['position'], scope: Scope): string {
  const translation =
    aggregates[call.name] ??
    unsupported(`${call.name} over a window is not translated for the embedded warehouse yet`, call.span)
  if (call.safe) unsupported('SAFE. before a window function is not supported by the embedded warehouse', call.span)
  const over = ` OVER (${windowOf(call, position, scope)})`
  const sql = translation(
    call.arguments.map((argument) => emitExpression(argument, scope)),
    call,
    { ...createContext(scope.statement), orderBy: '', over },
  )
  return sql.includes(over) ? sql : sql + over
}

function windowOf(call: WindowExpression, position: Relation['position'], scope: Scope): string {
  const partition = call.partitionBy.map((expression) => emitExpression(expression, scope))
  // rows are numbered as they come, though a subquery may lose their order
  const isNumbering = call.name === 'ROW_NUMBER' && call.orderBy.length === 0
  const order = isNumbering ? (position ?? []) : windowOrder(call, scope)
  const parts = [
    partition.length > 0 ? `PARTITION BY ${partition.join(', ')}` : '',
    order.length > 0 ? `ORDER BY ${printOrder(order)}` : '',
    call.frame ? emitFrame(call.frame, scope) : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/** A RANGE with offsets is measured on one key; FLOAT64 has two for the sake of NaN, so it keeps the last. */
function windowOrder(call: WindowExpression, scope: Scope): readonly OrderKey[] {
  const keys = orderKeys(call.orderBy, scope)
  const bounds = call.frame?.unit === 'RANGE' ? [call.frame.from, call.frame.to] : []
  if (!bounds.some((bound) => 'offset' in bound)) return keys
  // NaN comes first in GoogleSQL and last in DuckDB, so a frame without end on one side would hold it on the wrong one.
  const key = call.orderBy[0]?.expression
  if (key && formatType(key.type) === 'FLOAT64' && bounds.some(({ kind }) => kind.startsWith('unbounded')))
    return unsupported('a RANGE with an offset and without end over FLOAT64', key.span)
  return keys.slice(-1)
}

function emitFrame(frame: Frame, scope: Scope): string {
  return `${frame.unit} BETWEEN ${emitBound(frame.from, scope)} AND ${emitBound(frame.to, scope)}`
}

const BOUNDS = {
  unboundedPreceding: 'UNBOUNDED PRECEDING',
  currentRow: 'CURRENT ROW',
  unboundedFollowing: 'UNBOUNDED FOLLOWING',
} as const

function emitBound(bound: ResolvedFrameBound, scope: Scope): string {
  if (bound.kind === 'preceding' || bound.kind === 'following')
    return `${emitExpression(bound.offset, scope)} ${bound.kind.toUpperCase()}`
  return BOUNDS[bound.kind]
}

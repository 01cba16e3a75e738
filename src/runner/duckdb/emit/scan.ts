import type { Expression, Scan, TableScan } from '../../../googlesql/resolved.ts'
import { quoteName } from '../duckdb-type.ts'
import { emitAggregateScan } from './aggregate.ts'
import { closeRelation } from './close-relation.ts'
import { unsupported } from './context.ts'
import { emitComputed, emitExpression } from './expression.ts'
import { emitJoin } from './join.ts'
import { orderKeys } from './order.ts'
import { prepare, scopeOf } from './prepare.ts'
import { EMPTY, fromRelation, isOpen, type Relation } from './relation.ts'
import { isCheap, newAlias, type Scope } from './scope.ts'
import { emitSetOperation } from './set-operation.ts'
import { holdsSubquery } from './shape.ts'
import { emitUnnest } from './unnest.ts'
import { visitExpression } from './walk.ts'
import { emitWindowScan } from './window.ts'
import { emitWith, emitWithReference } from './with.ts'

/** The rows of a scan as a SELECT under construction; `scope` is what surrounds it. */
export function emitScan(scan: Scan, scope: Scope): Relation {
  switch (scan.kind) {
    case 'singleRow':
      return { ...EMPTY, position: [] }
    case 'table':
      return emitTable(scan, scope)
    case 'unnest':
      return emitUnnest(scan, scope)
    case 'join':
      return emitJoin(scan, scope)
    case 'filter':
      return emitFilter(scan, scope)
    case 'project':
      return emitProject(scan, scope)
    case 'aggregate':
      return emitAggregateScan(scan, scope)
    case 'window':
      return emitWindowScan(scan, scope)
    case 'order':
      return emitOrder(scan, scope)
    case 'limit':
      return emitLimit(scan, scope)
    case 'setOperation':
      return emitSetOperation(scan, scope)
    case 'with':
      return emitWith(scan, scope)
    case 'withReference':
      return emitWithReference(scan, scope)
    case 'sample':
      return unsupported('TABLESAMPLE is not supported by the embedded warehouse', scan.percent.span)
  }
}

type ScanOf<Kind extends Scan['kind']> = Extract<Scan, { kind: Kind }>

function emitTable(scan: TableScan, scope: Scope): Relation {
  const alias = newAlias(scope.statement, 't')
  const columns = new Map(
    scan.columns.map((column, index) => [column.id, `${alias}.${quoteName(scan.sources[index]!)}`]),
  )
  return fromRelation(`${scope.statement.options.tableSource(scan)} AS ${alias}`, columns)
}

function emitFilter(scan: ScanOf<'filter'>, scope: Scope): Relation {
  const input = emitScan(scan.input, scope)
  const isGroup = input.groupBy !== undefined && !input.windowed && input.limit === undefined
  const relation = prepare(input, scan.input.columns, [scan.condition], isOpen(input) || isGroup, scope)
  const condition = emitExpression(scan.condition, scopeOf(relation, scope))
  if (relation.groupBy === undefined) return { ...relation, where: [...relation.where, condition] }
  if (!holdsLambda(condition)) return { ...relation, having: [...relation.having, condition] }
  const closed = closeRelation(relation, scan.input.columns, scope)
  return { ...closed, where: [emitExpression(scan.condition, scopeOf(closed, scope))] }
}

/** DuckDB 1.5.6 takes a lambda's parameter for a column that is not grouped, in HAVING and ORDER BY of a grouping. */
function holdsLambda(sql: string): boolean {
  return /\blambda\b/.test(sql)
}

function emitProject(scan: ScanOf<'project'>, scope: Scope): Relation {
  const expressions = scan.computed.map((computed) => computed.expression)
  const input = emitScan(scan.input, scope)
  // DuckDB would compute for rows beyond the limit too, and fail where one of them does
  const mayStay = input.limit === undefined || expressions.every(cannotFail)
  const open = prepare(input, scan.input.columns, expressions, mayStay, scope)
  const placed = compute(scan, open, scope)
  // inside of an expression's subquery, columns from around it may be among them
  return scope.outer === undefined && bindsColumn(open, placed)
    ? compute(scan, closeRelation(open, scan.input.columns, scope), scope)
    : placed
}

function cannotFail({ kind }: Expression): boolean {
  return kind === 'column' || kind === 'literal' || kind === 'parameter' || kind === 'variable' || kind === 'field'
}

function compute(scan: ScanOf<'project'>, relation: Relation, scope: Scope): Relation {
  const inner = scopeOf(relation, scope)
  const columns = new Map(relation.columns)
  const pending = new Set(relation.pending)
  for (const computed of scan.computed) {
    const sql = emitComputed(computed, inner)
    columns.set(computed.column.id, sql)
    if (!canRepeat(computed.expression, sql, scope.statement.uses.get(computed.column.id) ?? 0))
      pending.add(computed.column.id)
  }
  const kept = new Set(scan.columns.map((column) => column.id))
  return { ...relation, columns: keepOnly(columns, kept), pending: new Set([...pending].filter((id) => kept.has(id))) }
}

/** Whether a lambda holds the value of a column, which costs less as a column of a SELECT below. */
function bindsColumn(open: Relation, placed: Relation): boolean {
  if (open.orderBy.length > 0 || open.limit !== undefined) return false
  const bound = [...open.columns.values()]
    .filter((sql) => !isCheap(sql))
    .map((sql) => `list_transform([${sql}], lambda `)
  return [...placed.columns.values()].some((sql) => bound.some((text) => sql.includes(text)))
}

function keepOnly(columns: ReadonlyMap<number, string>, kept: ReadonlySet<number>): ReadonlyMap<number, string> {
  return new Map([...columns].filter(([id]) => kept.has(id)))
}

const VOLATILE = new Set(['RAND', 'GENERATE_UUID'])

/** Whether an expression may stand where its column is read, instead of in a SELECT list of its own. */
function canRepeat(expression: Parameters<typeof holdsSubquery>[0], sql: string, uses: number): boolean {
  if (holdsSubquery(expression) || isVolatile(expression)) return false
  return uses <= 1 || isCheap(sql)
}

function isVolatile(expression: Parameters<typeof holdsSubquery>[0]): boolean {
  let found = false
  visitExpression(expression, (each) => {
    if (each.kind === 'call' && VOLATILE.has(each.name)) found = true
  })
  return found
}

function emitOrder(scan: ScanOf<'order'>, scope: Scope): Relation {
  const input = emitScan(scan.input, scope)
  const expressions = scan.items.map((item) => item.expression)
  const mayStay = input.limit === undefined && !expressions.some(holdsSubquery)
  const relation = prepare(input, scan.input.columns, expressions, mayStay, scope)
  const keys = orderKeys(scan.items, scopeOf(relation, scope))
  if (relation.groupBy === undefined || !keys.some((key) => holdsLambda(key.sql)))
    return { ...relation, orderBy: [...keys, ...relation.ties] }
  const closed = closeRelation(relation, scan.input.columns, scope)
  return { ...closed, orderBy: orderKeys(scan.items, scopeOf(closed, scope)) }
}

function emitLimit(scan: ScanOf<'limit'>, scope: Scope): Relation {
  const input = emitScan(scan.input, scope)
  const relation = prepare(input, scan.input.columns, [], input.limit === undefined, scope)
  const offset = scan.offset ? ` OFFSET ${emitCount(scan.offset, scope)}` : ''
  return { ...relation, limit: `LIMIT ${emitCount(scan.limit, scope)}${offset}` }
}

function emitCount(expression: ScanOf<'limit'>['limit'], scope: Scope): string {
  return expression.kind === 'literal' && typeof expression.value === 'bigint'
    ? String(expression.value)
    : emitExpression(expression, scope)
}

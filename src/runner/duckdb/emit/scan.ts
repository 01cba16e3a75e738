import type { Scan, TableScan } from '../../../googlesql/resolved.ts'
import { quoteName } from '../duckdb-type.ts'
import { emitAggregateScan } from './aggregate.ts'
import { closeRelation } from './close-relation.ts'
import { unsupported } from './context.ts'
import { emitExpression } from './expression.ts'
import { emitJoin } from './join.ts'
import { orderKeys } from './order.ts'
import { prepare, scopeOf } from './prepare.ts'
import { emitProject } from './project.ts'
import { EMPTY, fromRelation, isOpen, type Relation } from './relation.ts'
import { newAlias, type Scope } from './scope.ts'
import { emitSetOperation } from './set-operation.ts'
import { holdsSubquery } from './shape.ts'
import { emitUnnest } from './unnest.ts'
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

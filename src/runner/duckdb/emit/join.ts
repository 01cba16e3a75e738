import type { Expression, Scan } from '../../../googlesql/resolved.ts'
import { BOOL } from '../../../googlesql/types.ts'
import { duckDbType } from '../duckdb-type.ts'
import { closeRelation } from './close-relation.ts'
import { unsupported } from './context.ts'
import { emitExpression } from './expression.ts'
import { columnsOf, isCorrelated } from './prepare.ts'
import { fromRelation, isJoinable, parenthesized, printSelect, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { columnName, innerScope, isVisible, newAlias, newColumn, type Scope } from './scope.ts'
import { holdsSubquery } from './shape.ts'

type JoinScan = Extract<Scan, { kind: 'join' }>

export function emitJoin(scan: JoinScan, scope: Scope): Relation {
  if (scan.type !== 'inner' && scan.type !== 'cross' && scan.condition && holdsSubquery(scan.condition)) {
    return unsupported(
      'a subquery in the condition of an outer join is not supported by the embedded warehouse',
      scan.condition.span,
    )
  }
  // DuckDB flattens inner and left joins only
  if (isCorrelated(scan, scope)) {
    if (scan.type === 'right') return emitJoin({ ...scan, type: 'left', left: scan.right, right: scan.left }, scope)
    if (scan.type === 'full') return emitFullJoinApart(scan, scope)
  }
  const { condition } = scan
  const isInner = scan.type === 'inner' || scan.type === 'cross'
  if (condition && isInner && isCorrelated(scan, scope)) return emitFiltered(scan, condition, scope)
  return joinRelations(scan, scope)
}

/** In a correlated subquery, a condition is a filter, which knows what to do about columns from outside. */
function emitFiltered(scan: JoinScan, condition: Expression, scope: Scope): Relation {
  const { condition: _, ...product } = scan
  const input: Scan = { ...product, type: 'cross' }
  return emitScan({ kind: 'filter', input, condition, columns: scan.columns }, scope)
}

function joinRelations(scan: JoinScan, scope: Scope): Relation {
  const isInner = scan.type === 'inner' || scan.type === 'cross'
  const left = withOuterColumns(scan, side(scan.left, isInner || scan.type === 'left', scope), scope)
  const right = side(scan.right, isInner, scope)
  const columns = new Map([...left.columns, ...right.columns])
  const condition = scan.condition && emitExpression(scan.condition, innerScope(scope, columns))
  const inWhere = condition !== undefined && isInner && holdsSubquery(scan.condition!)
  const rightSide = right.joined ? `(${right.from})` : right.from
  const from =
    condition === undefined || inWhere
      ? `${left.from} CROSS JOIN ${rightSide}`
      : `${left.from}\n${KEYWORDS[scan.type]} ${rightSide} ON ${condition}`
  const where = [...left.where, ...right.where, ...(inWhere ? [condition] : [])]
  const position = left.position && right.position && [...left.position, ...right.position]
  return { ...fromRelation(outerCross(scan, from), columns, position), where, joined: true }
}

const KEYWORDS = { inner: 'JOIN', cross: 'JOIN', left: 'LEFT JOIN', right: 'RIGHT JOIN', full: 'FULL JOIN' } as const

/** An outer join without a condition keeps rows that find no partner. */
function outerCross(scan: JoinScan, from: string): string {
  if (scan.condition !== undefined || scan.type === 'inner' || scan.type === 'cross') return from
  return `${from.replace(/CROSS JOIN(?![\s\S]*CROSS JOIN)/, KEYWORDS[scan.type])} ON TRUE`
}

/** One side of a join. Its WHERE may move behind the join only where a row that it drops could not come back as NULLs. */
function side(scan: Scan, keepsWhere: boolean, scope: Scope): Relation {
  const relation = emitScan(scan, scope)
  return isJoinable(relation) && (keepsWhere || relation.where.length === 0)
    ? relation
    : closeRelation(relation, scan.columns, scope)
}

/** In a correlated subquery an outer join's condition may read its sides only, so what it reads from outside joins the left one. */
function withOuterColumns(scan: JoinScan, left: Relation, scope: Scope): Relation {
  if (!scan.condition || scan.type === 'inner' || scan.type === 'cross') return left
  const produced = new Set([...scan.left.columns, ...scan.right.columns].map((column) => column.id))
  const outside = columnsOf(scan.condition).filter((column) => !produced.has(column.id) && isVisible(column, scope))
  return outside.length === 0 ? left : closeRelation(left, [...scan.left.columns, ...outside], scope)
}

/** A full join as a left join, and the rows of the right side that it does not match. */
function emitFullJoinApart(scan: JoinScan, scope: Scope): Relation {
  const matched = joinRelations({ ...scan, type: 'left' }, scope)
  const mark = newColumn(scope.statement, 'found', BOOL)
  const left = emitScan(scan.left, scope)
  const marked = closeRelation(
    { ...left, columns: new Map(left.columns).set(mark.id, 'TRUE') },
    [...scan.left.columns, mark],
    scope,
  )
  // as NOT EXISTS, DuckDB 1.5.6 would mix the columns up
  const right = withOuterColumns({ ...scan, left: scan.right, right: scan.left }, side(scan.right, true, scope), scope)
  const columns = new Map([...marked.columns, ...right.columns])
  const condition = scan.condition ? emitExpression(scan.condition, innerScope(scope, columns)) : 'TRUE'
  const from = `${right.from}\nLEFT JOIN ${marked.from} ON ${condition}`
  const where = [...right.where, `${marked.columns.get(mark.id)} IS NULL`]
  return unionOf(scan, [matched, { ...fromRelation(from, right.columns), where }], scope)
}

function unionOf(scan: JoinScan, relations: readonly Relation[], scope: Scope): Relation {
  const alias = newAlias(scope.statement, 's')
  const selects = relations.map((relation) =>
    printSelect(
      relation,
      scan.columns.map((column) => ({
        sql: relation.columns.get(column.id) ?? `CAST(NULL AS ${duckDbType(column.type)})`,
        name: columnName(column),
      })),
    ),
  )
  const columns = new Map(scan.columns.map((column) => [column.id, `${alias}.${columnName(column)}`]))
  return fromRelation(`${parenthesized(selects.join('\nUNION ALL\n'))} AS ${alias}`, columns)
}

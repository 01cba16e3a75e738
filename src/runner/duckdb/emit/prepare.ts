import type { AnyExpression } from '../../../googlesql/resolve/visit-tree.ts'
import type { Column, Scan } from '../../../googlesql/resolved.ts'
import { closeRelation } from './close-relation.ts'
import { emitExpression } from './expression.ts'
import type { Relation } from './relation.ts'
import { innerScope, isPlain, isVisible, type Scope } from './scope.ts'
import { holdsSubquery } from './shape.ts'
import { visitExpression, visitScan } from './walk.ts'

/**
 * The relation of a step's input, with its SELECT closed unless it may go on: `mayStay` says whether the step itself can be laid into
 * it, and the step's expressions must not read what can't be repeated.
 */
export function prepare(
  relation: Relation,
  columns: readonly Column[],
  expressions: readonly AnyExpression[],
  mayStay: boolean,
  scope: Scope,
): Relation {
  const ready = mayStay && canRead(relation, expressions) ? relation : closeRelation(relation, columns, scope)
  return localize(ready, columns, expressions, scope)
}

/**
 * DuckDB 1.5.6 binds the body of a lambda without the columns around a subquery. Where expressions with lambdas read such columns,
 * these become columns of the subquery's own.
 */
function localize(
  relation: Relation,
  columns: readonly Column[],
  expressions: readonly AnyExpression[],
  scope: Scope,
): Relation {
  const outside = distinct(expressions.flatMap(columnsOf)).filter(
    (column) => !relation.columns.has(column.id) && isVisible(column, scope),
  )
  if (outside.length === 0 || !expressions.some((expression) => mayHoldLambda(expression, scopeOf(relation, scope))))
    return relation
  const own = columns.filter((column) => relation.columns.has(column.id))
  const closed = relation.groupBy === undefined ? relation : closeRelation(relation, own, scope)
  return closeRelation(closed, [...own, ...outside], scope)
}

function distinct(columns: readonly Column[]): readonly Column[] {
  return [...new Map(columns.map((column) => [column.id, column])).values()]
}

/** The translation tells; that of an aggregate is not made yet. */
function mayHoldLambda(expression: AnyExpression, scope: Scope): boolean {
  return (
    expression.kind === 'aggregate' ||
    expression.kind === 'window' ||
    /\blambda\b/.test(emitExpression(expression, scope))
  )
}

function canRead(relation: Relation, expressions: readonly AnyExpression[]): boolean {
  const blocking = expressions.filter(holdsSubquery)
  // in a subquery, an aggregate would become one of the subquery's own
  if (relation.groupBy !== undefined && expressions.some(holdsScope)) return false
  return (
    expressions.every((expression) => readColumns(expression).every((id) => !relation.pending.has(id))) &&
    blocking.every((expression) => readsNames(relation, expression))
  )
}

function readsNames(relation: Relation, expression: AnyExpression): boolean {
  return readColumns(expression).every((id) => isPlain(relation.columns.get(id) ?? 'c'))
}

/** Whether the expression has a subquery or a lambda, also one that a binding may become. */
function holdsScope(expression: AnyExpression): boolean {
  let found = false
  visitExpression(expression, (each) => {
    if (each.kind === 'subquery' || each.kind === 'lambda' || each.kind === 'let') found = true
  })
  return found
}

/** Ids of the columns that an expression reads, also inside of its subqueries. */
export function readColumns(expression: AnyExpression): readonly number[] {
  return columnsOf(expression).map((column) => column.id)
}

/** The columns that an expression reads, also inside of its subqueries, each once. */
export function columnsOf(expression: AnyExpression): readonly Column[] {
  const columns = new Map<number, Column>()
  visitExpression(expression, (each) => {
    if (each.kind === 'column') columns.set(each.column.id, each.column)
  })
  return [...columns.values()]
}

/** Whether a scan reads columns from outside of it, or a WITH entry, which may do so. */
export function isCorrelated(scan: Scan, scope: Scope): boolean {
  if (scope.outer === undefined) return false
  let found = false
  visitScan(
    scan,
    (each) => {
      if (each.kind === 'column' && isVisible(each.column, scope)) found = true
    },
    (each) => {
      if (each.kind === 'withReference' || each.columns.some((column) => isVisible(column, scope))) found = true
    },
  )
  return found
}

/** Where the expressions over a relation stand. */
export function scopeOf(relation: Relation, scope: Scope): Scope {
  return innerScope(scope, relation.columns)
}

import type { Column, Scan } from '../../../googlesql/resolved.ts'
import { closeRelation, type Relation } from './relation.ts'
import { innerScope, isPlain, type Scope } from './scope.ts'
import { holdsSubquery } from './shape.ts'
import { type AnyExpression, visitExpression } from './walk.ts'

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
  return mayStay && canRead(relation, expressions) ? relation : closeRelation(relation, columns, scope)
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

/** Whether a scan reads columns from outside of it. */
export function isCorrelated(scan: Scan, scope: Scope): boolean {
  const produced = new Set<number>()
  const read: number[] = []
  visitExpression(
    {
      kind: 'subquery',
      form: 'exists',
      scan,
      correlated: [],
      type: { kind: 'scalar', name: 'BOOL' },
      span: { start: 0, end: 0 },
    },
    (each) => {
      if (each.kind === 'column') read.push(each.column.id)
      if (each.kind === 'lambda') for (const parameter of each.parameters) produced.add(parameter.id)
      if (each.kind === 'let') for (const binding of each.bindings) produced.add(binding.column.id)
    },
    (each) => {
      for (const column of each.columns) produced.add(column.id)
      if (each.kind === 'unnest') for (const column of [each.element, each.offset]) if (column) produced.add(column.id)
      if (each.kind === 'project') for (const { column } of each.computed) produced.add(column.id)
      if (each.kind === 'aggregate')
        for (const { column } of [...each.keys, ...each.aggregates]) produced.add(column.id)
      if (each.kind === 'window') for (const { column } of each.calls) produced.add(column.id)
    },
  )
  return scope.outer !== undefined && read.some((id) => !produced.has(id))
}

/** Where the expressions over a relation stand. */
export function scopeOf(relation: Relation, scope: Scope): Scope {
  return innerScope(scope, relation.columns)
}

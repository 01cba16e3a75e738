import { asOperand, coerce, coercionCost } from '../coercion.ts'
import type { Expression, ResolvedDml, ResolvedMergeClause } from '../resolved.ts'
import type { MergeClause, MergeSyntax } from '../syntax.ts'
import { condition } from './build.ts'
import type { ExpressionContext, QueryContext } from './context.ts'
import type { DmlTarget } from './dml-target.ts'
import { assignedValue, openTarget, refuseValue, targetColumns } from './dml-target.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import type { Finished } from './finish.ts'
import { finishing } from './finish.ts'
import type { FromResult } from './from.ts'
import { resolveFrom } from './from.ts'
import { joinNames } from './join.ts'
import type { Names } from './scope.ts'
import { within } from './scope.ts'
import { starColumns } from './select-list.ts'
import { resolveAssignments } from './update.ts'

export function resolveMerge(statement: MergeSyntax, context: QueryContext): ResolvedDml {
  const target = openTarget(statement.table, statement.alias, context)
  const source = resolveFrom(statement.source, context)
  const both = joinNames(target.names, source.names)
  const on = condition(resolveExpression(statement.on, mergeContext(both, context)), 'MERGE ON clause')
  const clauses = statement.clauses.map((clause) => resolveClause(clause, target, source, context))
  const finished = finishing([source.scan], [], [on, ...clauses.flatMap(clauseExpressions)], context.source)
  return {
    kind: 'merge',
    table: target.table,
    target: target.columns,
    source: finished.scan(source.scan),
    on: finished.expression(on),
    clauses: clauses.map((clause) => finishClause(clause, finished)),
  }
}

function mergeContext(names: Names, context: QueryContext): ExpressionContext {
  return { ...context, scope: within(names, context.outer), clause: 'MERGE' }
}

/** What a clause can name: only the side that has a row. */
function visibleNames({ when }: MergeClause, target: DmlTarget, source: FromResult): Names {
  if (when === 'matched') return joinNames(target.names, source.names)
  return when === 'notMatchedByTarget' ? source.names : target.names
}

function resolveClause(
  clause: MergeClause,
  target: DmlTarget,
  source: FromResult,
  context: QueryContext,
): ResolvedMergeClause {
  const inner = mergeContext(visibleNames(clause, target, source), context)
  const guard = clause.condition && condition(resolveExpression(clause.condition, inner), 'MERGE condition')
  return { when: clause.when, ...(guard && { condition: guard }), action: resolveAction(clause, target, source, inner) }
}

function resolveAction(
  clause: MergeClause,
  target: DmlTarget,
  source: FromResult,
  inner: ExpressionContext,
): ResolvedMergeClause['action'] {
  const { action } = clause
  const inserts = action.kind === 'insert'
  if (inserts !== (clause.when === 'notMatchedByTarget')) {
    return fail('invalid-query', `${action.kind.toUpperCase()} is not allowed for this WHEN clause`, clause)
  }
  if (action.kind === 'delete') return action
  if (action.kind === 'update') return { kind: 'update', items: resolveAssignments(target, action.items, inner) }
  return resolveMergeInsert(action, clause, target, source, inner)
}

/** `INSERT ROW` takes all columns of the source. */
function resolveMergeInsert(
  action: Extract<MergeClause['action'], { kind: 'insert' }>,
  clause: MergeClause,
  target: DmlTarget,
  source: FromResult,
  inner: ExpressionContext,
): ResolvedMergeClause['action'] {
  const shown = target.table.columns.filter((column) => !column.hidden)
  const columns = action.columns.length ? targetColumns(target.table, action.columns) : shown
  const row = action.values ? undefined : starColumns(source.names, clause)
  const count = action.values?.length ?? row!.length
  if (count !== columns.length) {
    return fail(
      'invalid-query',
      `Inserted row has wrong column count; Has ${count}, expected ${columns.length}`,
      clause,
    )
  }
  const values = columns.map(({ name, type }, index) => {
    if (action.values) return assignedValue(action.values[index]!, type, name, inner)
    const value = row![index]!.expression
    return coercionCost(asOperand(value), type) ? coerce(value, type) : refuseValue(value.type, type, name, clause)
  })
  return { kind: 'insert', columns: columns.map(({ name }) => name), values }
}

function clauseExpressions({ condition: guard, action }: ResolvedMergeClause): readonly Expression[] {
  const values =
    action.kind === 'insert' ? action.values : action.kind === 'update' ? action.items.map(({ value }) => value) : []
  return [...(guard ? [guard] : []), ...values]
}

function finishClause(clause: ResolvedMergeClause, { expression }: Finished): ResolvedMergeClause {
  const { when, condition: guard, action } = clause
  return { when, ...(guard && { condition: expression(guard) }), action: finishAction(action, expression) }
}

function finishAction(
  action: ResolvedMergeClause['action'],
  finish: (expression: Expression) => Expression,
): ResolvedMergeClause['action'] {
  if (action.kind === 'delete') return action
  if (action.kind === 'insert') return { ...action, values: action.values.map(finish) }
  return { kind: 'update', items: action.items.map(({ column, value }) => ({ column, value: finish(value) })) }
}

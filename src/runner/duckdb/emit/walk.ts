import { type AnyExpression, expressionParts, scanCalls, scanInputs } from '../../../googlesql/resolve/visit-tree.ts'
import type { Expression, ResolvedDml, Scan } from '../../../googlesql/resolved.ts'

/** Visits every expression under a scan, subqueries included. */
export function visitScan(
  scan: Scan,
  visit: (expression: AnyExpression) => void,
  visitEach: (scan: Scan) => void = () => {},
): void {
  visitEach(scan)
  for (const input of scanInputs(scan)) visitScan(input, visit, visitEach)
  for (const expression of scanCalls(scan)) visitExpression(expression, visit, visitEach)
}

/** Visits an expression and all under it, subqueries included. */
export function visitExpression(
  expression: AnyExpression,
  visit: (expression: AnyExpression) => void,
  visitEach: (scan: Scan) => void = () => {},
): void {
  visit(expression)
  for (const child of expressionParts(expression)) visitExpression(child, visit, visitEach)
  if (expression.kind === 'subquery') visitScan(expression.scan, visit, visitEach)
}

/** The scans and expressions that a DML statement starts with. */
export function partsOfDml(dml: ResolvedDml): {
  readonly scans: readonly Scan[]
  readonly expressions: readonly Expression[]
} {
  switch (dml.kind) {
    case 'insert':
      return { scans: [dml.source.scan], expressions: [] }
    case 'update':
      return { scans: present(dml.from), expressions: [dml.where, ...dml.items.map((item) => item.value)] }
    case 'delete':
      return { scans: [], expressions: [dml.where] }
    case 'merge':
      return { scans: [dml.source], expressions: [dml.on, ...dml.clauses.flatMap(clauseExpressions)] }
  }
}

function clauseExpressions(clause: Extract<ResolvedDml, { kind: 'merge' }>['clauses'][number]): readonly Expression[] {
  const { action } = clause
  const values =
    action.kind === 'update' ? action.items.map((item) => item.value) : action.kind === 'insert' ? action.values : []
  return [...present(clause.condition), ...values]
}

/** How often each column is read by an expression. */
export function countUses(scans: readonly Scan[], expressions: readonly Expression[]): Map<number, number> {
  const uses = new Map<number, number>()
  const count = (expression: AnyExpression) => {
    if (expression.kind === 'column') uses.set(expression.column.id, (uses.get(expression.column.id) ?? 0) + 1)
  }
  for (const scan of scans) visitScan(scan, count)
  for (const expression of expressions) visitExpression(expression, count)
  return uses
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value]
}

import type { Expression, SubqueryExpression } from '../../../googlesql/resolved.ts'
import { BOOL } from '../../../googlesql/types.ts'
import { closeRelation } from './close-relation.ts'
import { unsupported } from './context.ts'
import { emitAs, emitExpression } from './expression.ts'
import { emitListSubquery } from './list.ts'
import { isOpen, outputSql, parenthesized, printOrder, printSelect, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { innerScope, newAlias, type Scope } from './scope.ts'
import { type ListPlan, listPlan } from './shape.ts'
import { renameFields } from './type-names.ts'

export function emitSubquery(subquery: SubqueryExpression, scope: Scope): string {
  const plan = listPlan(subquery)
  if (plan?.source) return emitListSubquery(subquery, { ...plan, source: plan.source }, scope)
  if (plan) return emitExpression(withoutScan(subquery, plan), scope)
  if (scope.lambda)
    unsupported(
      'a subquery inside of a lambda or of another subquery over an array is not translated for the embedded warehouse yet',
      subquery.span,
    )
  return emitGeneral(subquery, scope)
}

/** A subquery without FROM is its own SELECT list. */
function withoutScan({ scan, form, type, span }: SubqueryExpression, { steps }: ListPlan): Expression {
  const bindings = steps.flatMap((step) => (step.kind === 'project' ? step.computed : []))
  const conditions = steps.flatMap((step) => (step.kind === 'filter' ? [step.condition] : []))
  // EXISTS needs no column, so it may have none
  const value = scan.columns.map((column): Expression => ({ kind: 'column', column, type: column.type, span }))
  const found =
    form === 'exists'
      ? trueAt(span)
      : form === 'array'
        ? ({ kind: 'array', elements: value, type, span } as const)
        : value[0]!
  const body = conditions.reduceRight<Expression>(
    (then, when) => ({ kind: 'case', whens: [{ when, then }], ...otherwise(form, type, span), type, span }),
    found,
  )
  return { kind: 'let', bindings, body, type, span }
}

function otherwise(
  form: SubqueryExpression['form'],
  type: SubqueryExpression['type'],
  span: SubqueryExpression['span'],
) {
  if (form === 'exists') return { otherwise: { kind: 'literal', value: false, type: BOOL, span } as const }
  return form === 'array' ? { otherwise: { kind: 'array', elements: [], type, span } as const } : {}
}

function trueAt(span: SubqueryExpression['span']): Expression {
  return { kind: 'literal', value: true, type: BOOL, span }
}

function emitGeneral(subquery: SubqueryExpression, scope: Scope): string {
  const inner = innerScope({ ...scope, positioned: subquery.form === 'array' }, new Map())
  const relation = emitScan(subquery.scan, inner)
  switch (subquery.form) {
    case 'exists':
      return `EXISTS ${parenthesized(printSelect({ ...relation, orderBy: [] }, []))}`
    case 'in':
      return emitIn(subquery, relation, scope)
    case 'array':
      return emitArraySubquery(subquery, relation, scope)
    case 'scalar':
      return parenthesized(
        printSelect(relation, [{ sql: outputOf(subquery, relation, scope), name: newAlias(scope.statement, 'c') }]),
      )
  }
}

/** The only column, in the type that the subquery has. */
function outputOf(subquery: SubqueryExpression, relation: Relation, scope: Scope): string {
  const column = subquery.scan.columns[0]!
  const type =
    subquery.form === 'array' && subquery.type.kind === 'array'
      ? subquery.type.element
      : subquery.form === 'in'
        ? subquery.operand!.type
        : subquery.type
  return renameFields(outputSql(relation, column, scope), column.type, type, () => newAlias(scope.statement, 'v'))
}

/** DuckDB takes NaN for equal to NaN; without NaNs in the set, nothing else changes. */
function emitIn(subquery: SubqueryExpression, relation: Relation, scope: Scope): string {
  const operand = emitAs(subquery.operand!, subquery.operand!.type, scope)
  const name = newAlias(scope.statement, 'c')
  const select = printSelect({ ...relation, orderBy: relation.limit === undefined ? [] : relation.orderBy }, [
    { sql: outputOf(subquery, relation, scope), name },
  ])
  const type = subquery.operand!.type
  const isFloat = type.kind === 'scalar' && type.name === 'FLOAT64'
  if (type.kind !== 'scalar')
    unsupported(
      'IN over a subquery of structs or arrays is not translated for the embedded warehouse yet',
      subquery.span,
    )
  const rows = isFloat
    ? `SELECT ${name} FROM ${parenthesized(select)} AS ${newAlias(scope.statement, 's')} WHERE ${name} IS NULL OR NOT isnan(${name})`
    : select
  return `(${operand} IN ${parenthesized(rows)})`
}

/** Elements in the query's own order, or else in that of the arrays they come from. */
function emitArraySubquery(subquery: SubqueryExpression, relation: Relation, scope: Scope): string {
  const positioned = { ...scope, positioned: true }
  const source = isOpen(relation) ? relation : closeRelation(relation, subquery.scan.columns, positioned)
  const order = source.orderBy.length > 0 ? source.orderBy : (source.position ?? [])
  const elements = `list(${outputOf(subquery, source, scope)}${order.length > 0 ? ` ORDER BY ${printOrder(order)}` : ''})`
  return parenthesized(
    printSelect({ ...source, orderBy: [] }, [
      { sql: `COALESCE(${elements}, [])`, name: newAlias(scope.statement, 'c') },
    ]),
  )
}

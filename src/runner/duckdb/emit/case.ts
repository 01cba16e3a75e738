import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import { BOOL } from '../../../googlesql/types.ts'
import { emitCallOn } from './call.ts'
import { emitAs, emitExpression } from './expression.ts'
import { newAlias, type Scope } from './scope.ts'
import { bindOnce } from './type-names.ts'

type CaseExpression = Extract<Expression, { kind: 'case' }>

export function emitCase(expression: CaseExpression, scope: Scope): string {
  const { operand } = expression
  if (!operand) return emitArms(expression, scope, (when) => emitExpression(when, scope))
  if (comparesPlainly(operand))
    return emitArms(expression, scope, (when) => emitExpression(when, scope), emitExpression(operand, scope))
  return bindOnce(
    emitExpression(operand, scope),
    () => newAlias(scope.statement, 'v'),
    (value) =>
      emitArms(expression, scope, (when) =>
        emitCallOn(equality(operand, when), [value, emitAs(when, operand.type, scope)], scope),
      ),
  )
}

function emitArms(
  expression: CaseExpression,
  scope: Scope,
  condition: (when: Expression) => string,
  operand = '',
): string {
  const arms = expression.whens.map(
    ({ when, then }) => `WHEN ${condition(when)} THEN ${emitAs(then, expression.type, scope)}`,
  )
  const otherwise = expression.otherwise ? ` ELSE ${emitAs(expression.otherwise, expression.type, scope)}` : ''
  return `CASE ${operand && `${operand} `}${arms.join(' ')}${otherwise} END`
}

/** DuckDB's own `CASE x WHEN y` takes NaN for equal to NaN, and structs by other rules than GoogleSQL. */
function comparesPlainly(operand: Expression): boolean {
  return operand.type.kind === 'scalar' && !['FLOAT64', 'JSON', 'GEOGRAPHY'].includes(operand.type.name)
}

function equality(left: Expression, right: Expression): CallExpression {
  return { kind: 'call', name: '$equal', arguments: [left, right], safe: false, type: BOOL, span: right.span }
}

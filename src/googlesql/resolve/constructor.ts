import { asOperand, coerce, coercionCost } from '../coercion.ts'
import type { ComputedColumn, Expression } from '../resolved.ts'
import type { ExpressionSyntax, StructExpressionField } from '../syntax.ts'
import type { StructType } from '../types.ts'
import { arrayOf, formatType, INT64, structOf } from '../types.ts'
import { spanOf } from './build.ts'
import { unite } from './case.ts'
import type { ExpressionContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { impliedName } from './implied-name.ts'
import { createVariableNames, within } from './scope.ts'
import { resolveType } from './type-syntax.ts'

type Syntax<Kind extends ExpressionSyntax['kind']> = Extract<ExpressionSyntax, { kind: Kind }>

export function resolveArray(syntax: Syntax<'array'>, context: ExpressionContext): Expression {
  const elements = syntax.elements.map((element) => resolveExpression(element, context))
  const declared = syntax.elementType && resolveType(syntax.elementType)
  const nested = elements.find((element) => element.type.kind === 'array')
  if (nested)
    return fail(
      'type-mismatch',
      'Cannot construct array with element type ARRAY: arrays of arrays are not supported',
      nested.span,
      'put the inner arrays into a STRUCT',
    )
  if (!declared && !elements.length)
    return { kind: 'array', elements, type: arrayOf(INT64), span: spanOf(syntax), untyped: true }
  const type = declared ?? unite(elements, 'Array', syntax)
  for (const element of elements) {
    if (!coercionCost(asOperand(element), type))
      fail(
        'type-mismatch',
        `Array element type ${formatType(element.type)} does not coerce to ${formatType(type)}`,
        element.span,
      )
  }
  return {
    kind: 'array',
    elements: elements.map((element) => coerce(element, type)),
    type: arrayOf(type),
    span: spanOf(syntax),
  }
}

export function resolveStruct(syntax: Syntax<'struct'>, context: ExpressionContext): Expression {
  const values = syntax.fields.map(({ value }) => resolveExpression(value, context))
  if (syntax.type) return typedStruct(values, resolveType(syntax.type) as StructType, syntax)
  const fields = syntax.fields.map((field, index) => ({
    name: fieldName(field, syntax.tuple),
    type: values[index]!.type,
  }))
  return { kind: 'struct', values, type: structOf(fields), span: spanOf(syntax) }
}

function fieldName(field: StructExpressionField, tuple: boolean): string {
  return field.alias?.name ?? (tuple ? '' : (impliedName(field.value) ?? ''))
}

function typedStruct(values: readonly Expression[], type: StructType, syntax: Syntax<'struct'>): Expression {
  if (values.length !== type.fields.length) {
    return fail(
      'type-mismatch',
      `STRUCT type has ${type.fields.length} fields but constructor call has ${values.length} fields`,
      syntax,
    )
  }
  const coerced = values.map((value, index) => {
    const field = type.fields[index]!
    if (coercionCost(asOperand(value), field.type)) return coerce(value, field.type)
    return fail(
      'type-mismatch',
      `Struct field ${index + 1} has type ${formatType(value.type)} which does not coerce to ${formatType(field.type)}`,
      value.span,
    )
  })
  return { kind: 'struct', values: coerced, type, span: spanOf(syntax) }
}

/** `WITH(a AS 1, b AS a + 1, a * b)`. */
export function resolveWith(syntax: Syntax<'with'>, context: ExpressionContext): Expression {
  const bindings: ComputedColumn[] = []
  let inner = context
  for (const { name, value } of syntax.variables) {
    const expression = resolveExpression(value, inner)
    const column = newColumn(context.source, name.name, expression.type)
    bindings.push({ column, expression: coerce(expression, expression.type) })
    inner = { ...inner, scope: within(createVariableNames([{ name: name.name, column }]), inner.scope) }
  }
  const body = resolveExpression(syntax.body, inner)
  return { kind: 'let', bindings, body, type: body.type, span: spanOf(syntax) }
}

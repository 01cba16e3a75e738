import type { Expression } from '../resolved.ts'
import type { ExpressionSyntax, Span } from '../syntax.ts'

export type LambdaSyntax = Extract<ExpressionSyntax, { kind: 'lambda' }>

/** What stands in the parentheses of a call, values resolved. */
export type CallArgument = Span & { readonly name?: string } & (
    | { readonly kind: 'value'; readonly expression: Expression }
    | { readonly kind: 'part'; readonly part: string }
    | { readonly kind: 'lambda'; readonly syntax: LambdaSyntax }
  )

/** The form that `matchCall` gives a call of a builtin by plain values. */
export function valueArguments(expressions: readonly Expression[]): readonly CallArgument[] {
  return expressions.map((expression) => {
    const { start, end } = expression.span
    return expression.kind === 'part'
      ? { kind: 'part', part: expression.part, start, end }
      : { kind: 'value', expression, start, end }
  })
}

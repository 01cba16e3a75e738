import type { ExpressionSyntax } from '../syntax.ts'

/** The name of an expression that has no alias: the last part of a dotted name, or none. */
export function impliedName(syntax: ExpressionSyntax): string | undefined {
  if (syntax.kind === 'name') return syntax.path.names.at(-1)!.name
  return syntax.kind === 'field' ? syntax.name.name : undefined
}

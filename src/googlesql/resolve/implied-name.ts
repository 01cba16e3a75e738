import type { BuiltinFunction } from '../functions/table.ts'
import { findBuiltin } from '../functions/table.ts'
import type { ExpressionSyntax, Path } from '../syntax.ts'

/** The name of an expression that has no alias: the last part of a dotted name, or none. */
export function impliedName(syntax: ExpressionSyntax): string | undefined {
  if (syntax.kind === 'name') return bareFunction(syntax.path) ? undefined : syntax.path.names.at(-1)!.name
  return syntax.kind === 'field' ? syntax.name.name : undefined
}

/** `CURRENT_DATE` without parentheses is a call, even where there is a column of that name. */
export function bareFunction({ names }: Path): BuiltinFunction | undefined {
  const [name, ...others] = names
  const builtin = name!.quoted || others.length || !name!.name.includes('_') ? undefined : findBuiltin(name!.name)
  return builtin?.entries[0]?.bare ? builtin : undefined
}

import type { CallArgument } from './call-argument.ts'
import type { Parameter, Signature } from './parse-signature.ts'

/** A parameter with the argument given for it; repeated parameters stand once per argument. */
export interface Slot {
  readonly parameter: Parameter
  readonly argument?: CallArgument
}

/** Gives every argument its parameter; undefined where there are too few, too many, or unknown names. */
export function assign(signature: Signature, given: readonly CallArgument[]): readonly Slot[] | undefined {
  const positional = given.filter((argument) => argument.name === undefined)
  const named = new Map(
    given.flatMap((argument) =>
      argument.name === undefined ? [] : [[argument.name.toLowerCase(), argument] as const],
    ),
  )
  const slots: Slot[] = []
  let next = 0
  for (const parameter of signature.parameters) {
    const byName = parameter.name === undefined ? undefined : named.get(parameter.name)
    if (byName) named.delete(parameter.name!)
    if (parameter.repeated)
      for (; next < positional.length; next++) slots.push({ parameter, argument: positional[next]! })
    else slots.push(slotOf(parameter, byName ?? (parameter.namedOnly ? undefined : positional[next++])))
  }
  const complete = slots.every((slot) => slot.argument || slot.parameter.optional)
  return complete && next >= positional.length && !named.size && slots.every(fitsForm) ? slots : undefined
}

function slotOf(parameter: Parameter, argument: CallArgument | undefined): Slot {
  return argument ? { parameter, argument } : { parameter }
}

function fitsForm({ parameter: { pattern }, argument }: Slot): boolean {
  if (!argument) return true
  if (pattern.kind === 'lambda')
    return argument.kind === 'lambda' && argument.syntax.parameters.length === pattern.parameters.length
  return argument.kind === (pattern.kind === 'part' ? 'part' : 'value')
}

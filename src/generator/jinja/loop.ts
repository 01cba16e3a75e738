import { builtin } from './arguments.ts'
import { isEqual } from './comparison.ts'
import { fail } from './error.ts'
import { type CallArguments, type JinjaObject, type JinjaValue, tuple, undefinedValue } from './value.ts'

/** A loop in progress. Items are taken one by one, ahead only where `loop.last`, `nextitem` or `length` asks for it. */
export interface Loop {
  /** The next item, undefined at the end. */
  advance(): JinjaValue | undefined
  /** What the template sees as `loop`. */
  readonly object: JinjaObject
}

/** Ends a loop that never would, for example one over a list that grows in it. */
const MAXIMUM_ITERATIONS = 200_000

/**
 * @param size the number of items where it is known before
 * @param recurse renders the body for other items; undefined where the loop is not `recursive`
 */
export function startLoop(
  items: Iterable<JinjaValue>,
  size: number | undefined,
  depth: number,
  recurse: ((items: JinjaValue) => string) | undefined,
): Loop {
  const iterator = items[Symbol.iterator]()
  const ahead: JinjaValue[] = []
  let index = -1
  let previous: JinjaValue | undefined
  let current: JinjaValue | undefined
  let changed: JinjaValue | undefined

  const peek = (): JinjaValue | undefined => {
    if (ahead.length === 0) {
      const next = iterator.next()
      if (!next.done) ahead.push(next.value)
    }
    return ahead[0]
  }
  const length = (): number => {
    if (size !== undefined) return size
    for (let next = iterator.next(); !next.done; next = iterator.next()) ahead.push(next.value)
    return index + 1 + ahead.length
  }
  const advance = (): JinjaValue | undefined => {
    const next = peek()
    ahead.shift()
    if (next === undefined) return undefined
    index += 1
    if (index > MAXIMUM_ITERATIONS) fail(`this loop has more than ${MAXIMUM_ITERATIONS} rounds`)
    previous = current
    current = next
    return next
  }
  const hasChanged = (args: CallArguments): boolean => {
    const value = tuple(args.positional)
    const result = changed === undefined || !isEqual(changed, value)
    changed = value
    return result
  }
  const attributes: Readonly<Record<string, () => JinjaValue>> = {
    index: () => BigInt(index + 1),
    index0: () => BigInt(index),
    revindex: () => BigInt(length() - index),
    revindex0: () => BigInt(length() - index - 1),
    first: () => index === 0,
    last: () => peek() === undefined,
    length: () => BigInt(length()),
    depth: () => BigInt(depth + 1),
    depth0: () => BigInt(depth),
    previtem: () => previous ?? undefinedValue('there is no previous item'),
    nextitem: () => peek() ?? undefinedValue('there is no next item'),
    cycle: () => ({
      kind: 'function',
      name: 'cycle',
      call: ({ positional }) => positional[index % positional.length] ?? fail('cycle() needs values'),
    }),
    changed: () => ({ kind: 'function', name: 'changed', call: hasChanged }),
  }
  const recursion = builtin('loop', 'items', (inner) =>
    recurse ? recurse(inner!) : fail('only a recursive loop can be called'),
  )
  const object: JinjaObject = {
    kind: 'object',
    type: 'LoopContext',
    text: () => `<LoopContext ${index + 1}/${length()}>`,
    attribute: (name) => (Object.hasOwn(attributes, name) ? attributes[name]!() : undefined),
    call: recursion.call,
  }
  return { advance, object }
}

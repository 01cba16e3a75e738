import { asInteger, builtin } from './arguments.ts'
import { fail, unsupported } from './error.ts'
import { pairsOf } from './methods.ts'
import { toText } from './text.ts'
import { type CallArguments, type Callable, dict, type JinjaObject, type JinjaValue, NONE } from './value.ts'

/** What every template can call, as in Jinja's default environment. */
export function globalVariables(): Map<string, JinjaValue> {
  return new Map<string, JinjaValue>([
    ['range', builtin('range', 'start stop? step?', range)],
    ['dict', { kind: 'function', name: 'dict', call: makeDict }],
    ['namespace', { kind: 'function', name: 'namespace', call: namespace }],
    ['cycler', { kind: 'function', name: 'cycler', call: ({ positional }) => cycler(positional) }],
    ['joiner', builtin('joiner', 'sep?', (separator) => joiner(separator === undefined ? ', ' : toText(separator)))],
    ['lipsum', builtin('lipsum', '', () => unsupported('lipsum() is different every time'))],
  ])
}

const MAXIMUM_RANGE = 1_000_000

function range(first?: JinjaValue, second?: JinjaValue, third?: JinjaValue): JinjaValue {
  const start = second === undefined ? 0 : asInteger(first, 'the start of range()')
  const stop = asInteger(second ?? first, 'the end of range()')
  const step = third === undefined ? 1 : asInteger(third, 'the step of range()')
  if (step === 0) fail('the step of range() cannot be 0')
  const length = Math.max(0, Math.ceil((stop - start) / step))
  if (length > MAXIMUM_RANGE) fail(`range() has more than ${MAXIMUM_RANGE} items`)
  const items = Array.from({ length }, (_, index) => BigInt(start + index * step))
  const text = `range(${start}, ${stop}${step === 1 ? '' : `, ${step}`})`
  return { kind: 'view', type: 'range', items: () => items, text }
}

function makeDict(args: CallArguments): JinjaValue {
  return dict([...args.positional.flatMap(pairsOf), ...args.named])
}

/** The only thing whose attributes a template can set, and so carry a value out of a loop. */
function namespace(args: CallArguments): JinjaObject {
  const attributes = new Map<string, JinjaValue>(args.named)
  for (const [key, value] of args.positional.flatMap(pairsOf)) attributes.set(toText(key), value)
  return {
    kind: 'object',
    type: 'Namespace',
    attribute: (name) => attributes.get(name),
    setAttribute: (name, value) => attributes.set(name, value),
  }
}

function cycler(items: readonly JinjaValue[]): JinjaObject {
  if (items.length === 0) fail('cycler() needs values')
  let position = 0
  const next = (): JinjaValue => {
    const item = items[position]!
    position = (position + 1) % items.length
    return item
  }
  const reset = (): JinjaValue => {
    position = 0
    return NONE
  }
  const methods: Readonly<Record<string, Callable>> = {
    next: builtin('next', '', next),
    reset: builtin('reset', '', reset),
  }
  return {
    kind: 'object',
    type: 'Cycler',
    attribute: (name) =>
      name === 'current' ? items[position] : Object.hasOwn(methods, name) ? methods[name] : undefined,
  }
}

/** Gives nothing the first time it is called, then the separator. */
function joiner(separator: string): JinjaObject {
  let used = false
  return {
    kind: 'object',
    type: 'Joiner',
    attribute: () => undefined,
    call: () => {
      const text = used ? separator : ''
      used = true
      return text
    },
  }
}

import { asInteger, type Bound, bindArguments } from './arguments.ts'
import { isEqual, order } from './comparison.ts'
import { fail } from './error.ts'
import { represent } from './text.ts'
import {
  type CallArguments,
  type Dict,
  dict,
  dictSet,
  hashKey,
  isKind,
  isTrue,
  iterate,
  type JinjaValue,
  NONE,
  tuple,
  type View,
} from './value.ts'

interface Method<T> {
  readonly signature: string
  run(self: T, ...bound: Bound): JinjaValue
}

export function callListMethod(list: JinjaValue[], name: string): ((args: CallArguments) => JinjaValue) | undefined {
  return method(LIST_METHODS, list, name)
}

export function callTupleMethod(
  items: readonly JinjaValue[],
  name: string,
): ((args: CallArguments) => JinjaValue) | undefined {
  return name === 'index' || name === 'count' ? method(LIST_METHODS, [...items], name) : undefined
}

export function callDictMethod(self: Dict, name: string): ((args: CallArguments) => JinjaValue) | undefined {
  if (name === 'update') return (args) => update(self, args)
  return method(DICT_METHODS, self, name)
}

function method<T>(
  methods: Readonly<Record<string, Method<T>>>,
  self: T,
  name: string,
): ((args: CallArguments) => JinjaValue) | undefined {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined
  return found && ((args) => found.run(self, ...bindArguments(name, found.signature, args)))
}

const LIST_METHODS: Readonly<Record<string, Method<JinjaValue[]>>> = {
  append: { signature: 'item', run: (list, item) => change(() => list.push(item!)) },
  clear: { signature: '', run: (list) => change(() => list.splice(0)) },
  copy: { signature: '', run: (list) => [...list] },
  count: { signature: 'item', run: (list, item) => BigInt(list.filter((each) => isEqual(each, item!)).length) },
  extend: { signature: 'items', run: (list, items) => change(() => list.push(...Array.from(iterate(items!)))) },
  index: { signature: 'item', run: (list, item) => BigInt(indexOf(list, item!)) },
  insert: {
    signature: 'index item',
    run: (list, index, item) => change(() => list.splice(asInteger(index, 'the index'), 0, item!)),
  },
  pop: { signature: 'index?', run: popItem },
  remove: { signature: 'item', run: (list, item) => change(() => list.splice(indexOf(list, item!), 1)) },
  reverse: { signature: '', run: (list) => change(() => list.reverse()) },
  sort: {
    signature: 'reverse?',
    run: (list, reverse) => change(() => sortInPlace(list, reverse !== undefined && isTrue(reverse))),
  },
}

/** The methods that change something give None. */
function change(run: () => unknown): JinjaValue {
  run()
  return NONE
}

function indexOf(list: readonly JinjaValue[], item: JinjaValue): number {
  const index = list.findIndex((each) => isEqual(each, item))
  return index < 0 ? fail(`${represent(item)} is not in the list`) : index
}

function popItem(list: JinjaValue[], index?: JinjaValue): JinjaValue {
  if (list.length === 0) fail('pop from an empty list')
  return list.splice(index === undefined ? -1 : asInteger(index, 'the index'), 1)[0] ?? fail('pop index out of range')
}

function sortInPlace(list: JinjaValue[], reverse: boolean): void {
  if (reverse) list.reverse()
  list.sort((left, right) => order(left, right))
  if (reverse) list.reverse()
}

const DICT_METHODS: Readonly<Record<string, Method<Dict>>> = {
  clear: { signature: '', run: (self) => change(() => self.entries.clear()) },
  copy: { signature: '', run: (self) => dict(self.entries.values()) },
  get: {
    signature: 'key default?',
    run: (self, key, otherwise) => self.entries.get(hashKey(key!))?.[1] ?? otherwise ?? NONE,
  },
  items: { signature: '', run: (self) => view(self, 'dict_items', ([key, value]) => tuple([key, value])) },
  keys: { signature: '', run: (self) => view(self, 'dict_keys', ([key]) => key) },
  pop: { signature: 'key default?', run: popKey },
  popitem: { signature: '', run: popLast },
  setdefault: { signature: 'key default?', run: setDefault },
  values: { signature: '', run: (self) => view(self, 'dict_values', ([, value]) => value) },
}

function view(self: Dict, type: View['type'], pick: (entry: readonly [JinjaValue, JinjaValue]) => JinjaValue): View {
  return { kind: 'view', type, items: () => Array.from(self.entries.values(), pick) }
}

function popKey(self: Dict, key?: JinjaValue, otherwise?: JinjaValue): JinjaValue {
  const hash = hashKey(key!)
  const value = self.entries.get(hash)?.[1]
  self.entries.delete(hash)
  return value ?? otherwise ?? fail(`the dict has no key ${represent(key!)}`)
}

function popLast(self: Dict): JinjaValue {
  const last = [...self.entries].at(-1)
  if (!last) return fail('popitem of an empty dict')
  self.entries.delete(last[0])
  return tuple(last[1])
}

function setDefault(self: Dict, key?: JinjaValue, otherwise?: JinjaValue): JinjaValue {
  const existing = self.entries.get(hashKey(key!))?.[1]
  if (existing !== undefined) return existing
  dictSet(self, key!, otherwise ?? NONE)
  return otherwise ?? NONE
}

function update(self: Dict, args: CallArguments): JinjaValue {
  for (const source of args.positional) for (const [key, value] of pairsOf(source)) dictSet(self, key, value)
  for (const [name, value] of args.named) dictSet(self, name, value)
  return NONE
}

/** The pairs of a dict, or of an iterable of pairs, as `dict(…)` and `update(…)` take them. */
export function pairsOf(source: JinjaValue): readonly (readonly [JinjaValue, JinjaValue])[] {
  if (isKind(source, 'dict')) return [...source.entries.values()]
  return Array.from(iterate(source), (pair) => {
    const [key, value, ...rest] = Array.from(iterate(pair))
    if (key === undefined || value === undefined || rest.length > 0)
      return fail('a dict is made from pairs of key and value')
    return [key, value] as const
  })
}

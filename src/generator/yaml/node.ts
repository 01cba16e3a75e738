/**
 * A YAML text as a tree with places. `start` and `end` are offsets into the text, in UTF-16 units. A tag stands only
 * where it is one of the include tags; YAML's own tags are resolved.
 */
export type YamlNode = YamlScalar | YamlMapping | YamlSequence

interface Spanned {
  readonly start: number
  readonly end: number
  readonly tag?: string
}

export interface YamlScalar extends Spanned {
  readonly kind: 'scalar'
  /** `date` is `YYYY-MM-DD`; `timestamp` as Python's isoformat writes it; `binary` base64. */
  readonly type: 'null' | 'boolean' | 'integer' | 'float' | 'string' | 'date' | 'timestamp' | 'binary'
  /** Integers beyond 2^53 are bigint. */
  readonly value: null | boolean | number | bigint | string
}

export interface YamlEntry {
  readonly key: YamlScalar
  readonly value: YamlNode
}

/** Entries in order; of a key written twice, the last, in the place of the first. Merge keys are merged. */
export interface YamlMapping extends Spanned {
  readonly kind: 'mapping'
  readonly entries: readonly YamlEntry[]
}

export interface YamlSequence extends Spanned {
  readonly kind: 'sequence'
  readonly items: readonly YamlNode[]
}

/** A YAML value as plain data: dates and timestamps are texts, keys are texts. */
export type YamlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue }

/** The plain value. Nodes shared by an alias become shared values. */
export function toValue(node: YamlNode): YamlValue {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'sequence') return node.items.map(toValue)
  const value: Record<string, YamlValue> = {}
  for (const { key, value: child } of node.entries) setOwn(value, keyText(key), toValue(child))
  return value
}

export function keyText(key: YamlScalar): string {
  return key.value === null ? 'null' : String(key.value)
}

export function entryOf(node: YamlNode | undefined, name: string): YamlEntry | undefined {
  if (node?.kind !== 'mapping') return undefined
  return node.entries.find(({ key }) => keyText(key) === name)
}

/** The node at a path of keys and indexes, or undefined. */
export function nodeAt(node: YamlNode | undefined, path: readonly (string | number)[]): YamlNode | undefined {
  let current = node
  for (const step of path) {
    current = current?.kind === 'sequence' ? current.items[Number(step)] : entryOf(current, String(step))?.value
  }
  return current
}

/** The key at the path, or the nearest key above it that the file has. */
export function nodeNear(root: YamlNode, path: readonly (string | number)[]): YamlNode {
  let node: YamlNode = root
  let place: YamlNode = root.kind === 'mapping' && root.entries[0] ? root.entries[0].key : root
  for (const step of path) {
    const entry = entryOf(node, String(step))
    const child: YamlNode | undefined = node.kind === 'sequence' ? node.items[Number(step)] : entry?.value
    if (!child) return place
    place = entry?.key ?? child
    node = child
  }
  return place
}

function setOwn(target: Record<string, YamlValue>, key: string, value: YamlValue): void {
  // assignment to `__proto__` would set the prototype
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

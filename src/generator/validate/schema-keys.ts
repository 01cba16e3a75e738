import { nearestNames } from '../spelling.ts'

/** A JSON Schema, as far as the keys of mappings go. */
export type Schema = Readonly<Record<string, unknown>>
export type Step = string | number

/** The keys that a schema names for the mapping at a path. */
export function keysAt(root: Schema, path: readonly Step[]): string[] {
  let schema: Schema | undefined = root
  for (const step of path) schema = schema && childOf(root, schema, step)
  return Object.keys((schema?.properties as Schema | undefined) ?? {})
}

/**
 * Where else a key that is wrong at `path`, or one spelled much like it, has a meaning: the mappings that it belongs in.
 * Undefined where nowhere, or in too many places to be of help.
 */
export function placesOf(
  root: Schema,
  key: string,
  path: readonly Step[],
): { name: string; places: Step[][] } | undefined {
  const index = indexKeys(root, root, [], new Map())
  const name = index.has(key) ? key : nearestNames(key, index.keys(), 1)[0]
  if (name === undefined) return undefined
  const all = index.get(name)!
  const below = all.filter((place) => place.length > path.length && path.every((step, at) => step === place[at]))
  const places = below.length > 0 ? below : all
  return places.length <= 3 ? { name, places } : undefined
}

function childOf(root: Schema, schema: Schema, step: Step): Schema | undefined {
  const properties = schema.properties as Readonly<Record<string, Schema>> | undefined
  const child = typeof step === 'number' ? schema.items : (properties?.[step] ?? schema.additionalProperties)
  return typeof child === 'object' && child !== null ? dereference(root, child as Schema) : undefined
}

function dereference(root: Schema, schema: Schema): Schema {
  if (typeof schema.$ref !== 'string') return schema
  const name = schema.$ref.replace('#/definitions/', '')
  return (root.definitions as Readonly<Record<string, Schema>>)[name]!
}

const MAXIMUM_DEPTH = 4

/** Every key with the paths of the mappings that it stands in; lists are not entered. */
function indexKeys(root: Schema, schema: Schema, path: Step[], index: Map<string, Step[][]>): Map<string, Step[][]> {
  for (const [key, child] of Object.entries((schema.properties as Readonly<Record<string, Schema>>) ?? {})) {
    index.set(key, [...(index.get(key) ?? []), path])
    if (path.length < MAXIMUM_DEPTH) indexKeys(root, dereference(root, child), [...path, key], index)
  }
  return index
}

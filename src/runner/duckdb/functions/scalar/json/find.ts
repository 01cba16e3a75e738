import type { JsonPath, PathStep } from './path.ts'
import type { Json } from './value.ts'

/** What a path names in a JSON value; undefined where it names nothing. */
export function findJson(value: Json, steps: readonly PathStep[]): Json | undefined {
  let found: Json | undefined = value
  for (const step of steps) {
    if (found instanceof Map) found = found.get(step.name)
    else if (Array.isArray(found)) found = elementNamed(found, step.name)
    else return undefined
    if (found === undefined) return undefined
  }
  return found
}

function elementNamed(items: readonly Json[], name: string): Json | undefined {
  const match = /^\s*(?:\+?(\d+)|-0+)\s*$/.exec(name)
  return match ? items[Number(match[1] ?? 0)] : undefined
}

/**
 * All that a lax path finds: a key looks into the elements of an array (at any depth with `recursive`), an index takes anything
 * that is no array for an array of one.
 */
export function findLax(value: Json, path: JsonPath): Json[] {
  let found: Json[] = [value]
  for (const step of path.steps) {
    found = found.flatMap((item) =>
      step.index ? atIndex(item, Number(step.name)) : atKey(item, step.name, path.recursive ? Infinity : 1),
    )
  }
  return found
}

function atIndex(value: Json, index: number): Json[] {
  const items = Array.isArray(value) ? value : [value]
  const item = items[index]
  return item === undefined ? [] : [item]
}

function atKey(value: Json, key: string, depth: number): Json[] {
  if (Array.isArray(value)) return depth > 0 ? value.flatMap((item) => atKey(item, key, depth - 1)) : []
  if (!(value instanceof Map)) return []
  const item = value.get(key)
  return item === undefined ? [] : [item]
}

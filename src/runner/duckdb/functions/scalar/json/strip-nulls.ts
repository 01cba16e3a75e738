import { BOOL, JSON_TYPE, STRING } from '../../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../../emit-context.ts'
import { findJson } from './find.ts'
import { readJson } from './parse.ts'
import { parsePath, rememberingLast } from './path.ts'
import { type Json, printJson } from './value.ts'

/** JSON_STRIP_NULLS(json, path, include_arrays, remove_empty). */
export function jsonStripNulls(): ScalarFunction {
  const path = rememberingLast((text) => parsePath(text, 'change').steps)
  return {
    name: 'json_strip_nulls',
    parameters: [JSON_TYPE, STRING, BOOL, BOOL],
    returns: JSON_TYPE,
    acceptsNull: true,
    evaluate: (text, pathText, includeArrays, removeEmpty) => {
      if (text === null) return null
      const root = readJson(text as string)
      if (pathText === null || includeArrays === null || removeEmpty === null) return printJson(root)
      const steps = path(pathText as string)
      const options = { arrays: includeArrays as boolean, empty: removeEmpty as boolean }
      if (steps.length === 0) return printJson(strip(root, options) ?? null)
      const [parent, last] = [findJson(root, steps.slice(0, -1)), steps.at(-1)!]
      const value =
        parent instanceof Map ? parent.get(last.name) : Array.isArray(parent) ? parent[Number(last.name)] : undefined
      if (value !== undefined) {
        const stripped = strip(value, options) ?? null
        if (parent instanceof Map) parent.set(last.name, stripped)
        if (Array.isArray(parent)) parent[Number(last.name)] = stripped
      }
      return printJson(root)
    },
  }
}

interface StripOptions {
  readonly arrays: boolean
  readonly empty: boolean
}

/** Undefined where nothing is left. */
function strip(value: Json, options: StripOptions): Json | undefined {
  if (value instanceof Map) {
    const members = [...value].flatMap(([key, item]) => {
      const left = strip(item, options)
      return left === undefined || left === null ? [] : [[key, left] as const]
    })
    return members.length === 0 && options.empty ? undefined : new Map(members)
  }
  if (Array.isArray(value)) return stripArray(value, options)
  return value
}

function stripArray(items: readonly Json[], options: StripOptions): Json | undefined {
  // without include_arrays the elements stay, whatever is in them is stripped
  const left = options.arrays
    ? items.map((item) => strip(item, options)).filter((item) => item !== undefined && item !== null)
    : items.map((item) => strip(item, { ...options, empty: false }) ?? null)
  return left.length === 0 && options.empty && options.arrays ? undefined : (left as Json[])
}

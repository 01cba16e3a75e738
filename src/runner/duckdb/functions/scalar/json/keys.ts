import { arrayOf, INT64, JSON_TYPE, STRING } from '../../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../../emit-context.ts'
import { quoteForText } from './lenient-text.ts'
import { readJson } from './parse.ts'
import { compareText, type Json } from './value.ts'

/** JSON_KEYS(json, max_depth, mode): every path of keys to that depth, each once, sorted. A NULL depth is without limit. */
export const jsonKeys: ScalarFunction = {
  name: 'json_keys',
  parameters: [JSON_TYPE, INT64, STRING],
  returns: arrayOf(STRING),
  acceptsNull: true,
  evaluate: (text, depth, mode) => {
    if (text === null || mode === null) return null
    if (depth !== null && (depth as bigint) <= 0n) throw new Error('max_depth of JSON_KEYS must be positive')
    const arrays = ARRAY_LEVELS[(mode as string).toLowerCase()]
    if (arrays === undefined) throw new Error(`the mode of JSON_KEYS must be strict, lax or lax recursive, not ${mode}`)
    const keys = new Set<string>()
    collectKeys(
      readJson(text as string),
      '',
      depth === null ? Number.POSITIVE_INFINITY : Number(depth),
      { arrays, left: arrays },
      keys,
    )
    return [...keys].sort(compareText)
  },
}

/** How many arrays inside one another are looked through. */
const ARRAY_LEVELS: Readonly<Record<string, number>> = {
  strict: 0,
  lax: 1,
  'lax recursive': Number.POSITIVE_INFINITY,
  'recursive lax': Number.POSITIVE_INFINITY,
}

function collectKeys(
  value: Json,
  prefix: string,
  depth: number,
  through: { readonly arrays: number; readonly left: number },
  keys: Set<string>,
): void {
  if (Array.isArray(value)) {
    if (through.left === 0) return
    for (const item of value) collectKeys(item, prefix, depth, { ...through, left: through.left - 1 }, keys)
  }
  if (!(value instanceof Map) || depth === 0) return
  for (const [key, item] of value) {
    const path = prefix === '' ? spelledKey(key) : `${prefix}.${spelledKey(key)}`
    keys.add(path)
    collectKeys(item, path, depth - 1, { ...through, left: through.arrays }, keys)
  }
}

/** Quoted where it would be read as two, or where JSON escapes something in it. */
function spelledKey(key: string): string {
  const quoted = quoteForText(key)
  return key.includes('.') || quoted !== `"${key}"` ? quoted : key
}

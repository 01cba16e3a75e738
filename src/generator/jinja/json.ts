import { compareStrings } from './comparison.ts'
import { fail } from './error.ts'
import { formatFloat } from './number.ts'
import { isAbsent, isKind, type JinjaValue, typeName } from './value.ts'

/** Characters that Jinja's `tojson` writes as escapes, so that the text can stand in HTML. */
const ESCAPED = /[<>&']|[^\x20-\x7e]/g

/** The `tojson` filter: JSON as Python writes it, keys sorted, nothing but ASCII. */
export function toJson(value: JinjaValue, indent?: JinjaValue): string {
  const width = isAbsent(indent) ? undefined : typeof indent === 'string' ? indent : ' '.repeat(Number(indent))
  return write(value, width, '\n')
}

function write(value: JinjaValue, indent: string | undefined, newline: string): string {
  if (isKind(value, 'none')) return 'null'
  if (typeof value === 'string') return writeString(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return writeFloat(value)
  const deeper = indent === undefined ? newline : newline + indent
  if (Array.isArray(value) || isKind(value, 'tuple')) {
    const items = Array.isArray(value) ? value : value.items
    return bracket(
      '[',
      ']',
      items.map((item) => write(item, indent, deeper)),
      indent,
      newline,
    )
  }
  if (!isKind(value, 'dict')) return fail(`a value of type ${typeName(value)} cannot be written as JSON`)
  const pairs = [...value.entries.values()].map(([key, item]) => [writeKey(key), item] as const)
  pairs.sort(([left], [right]) => compareStrings(left, right))
  return bracket(
    '{',
    '}',
    pairs.map(([key, item]) => `${writeString(key)}: ${write(item, indent, deeper)}`),
    indent,
    newline,
  )
}

function bracket(
  open: string,
  close: string,
  parts: readonly string[],
  indent: string | undefined,
  newline: string,
): string {
  if (parts.length === 0) return open + close
  if (indent === undefined) return open + parts.join(', ') + close
  return open + newline + indent + parts.join(`,${newline}${indent}`) + newline + close
}

function writeKey(key: JinjaValue): string {
  return typeof key === 'string' ? key : fail('tojson sorts keys, so all of them must be strings')
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? formatFloat(value) : value > 0 ? 'Infinity' : '-Infinity'
}

function writeString(text: string): string {
  return JSON.stringify(text).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

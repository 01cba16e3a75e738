import { unsupported } from './error.ts'
import { formatFloat } from './number.ts'
import { isKind, type JinjaValue, typeName } from './value.ts'

/** Python's `str(value)`: what `{{ value }}` puts out. */
export function toText(value: JinjaValue): string {
  if (typeof value === 'string') return value
  if (isKind(value, 'undefined')) return ''
  return isKind(value, 'markup') ? value.text : represent(value)
}

/** Python's `repr(value)`, how a value looks inside a printed list. */
export function represent(value: JinjaValue): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return representString(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return formatFloat(value)
  if (Array.isArray(value)) return `[${value.map(represent).join(', ')}]`
  if (value.kind === 'none') return 'None'
  if (value.kind === 'tuple') return representTuple(value.items)
  if (value.kind === 'dict') {
    return `{${Array.from(value.entries.values(), ([key, item]) => `${represent(key)}: ${represent(item)}`).join(', ')}}`
  }
  if (value.kind === 'view') return value.text ?? `${value.type}([${value.items().map(represent).join(', ')}])`
  if (value.kind === 'undefined') return 'Undefined'
  if (value.kind === 'markup') return `Markup(${represent(value.text)})`
  if (value.kind === 'object' && value.text) return value.text()
  return unsupported(
    `a ${typeName(value)} has no fixed text`,
    isKind(value, 'iterator') ? 'make it a list (`| list`) or join it (`| join(", ")`) before printing it' : undefined,
  )
}

function representTuple(items: readonly JinjaValue[]): string {
  return `(${items.map(represent).join(', ')}${items.length === 1 ? ',' : ''})`
}

/** What Python's `str.isprintable` refuses. */
const NOT_PRINTABLE = /[\p{C}\p{Z}]/u

function representString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let result = ''
  for (const character of text) result += representCharacter(character, quote)
  return quote + result + quote
}

function representCharacter(character: string, quote: string): string {
  if (character === quote || character === '\\') return `\\${character}`
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  if (character === '\t') return '\\t'
  if (character === ' ' || !NOT_PRINTABLE.test(character)) return character
  const code = character.codePointAt(0)!
  if (code < 0x100) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0')
}

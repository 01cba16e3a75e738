import type { ScalarType, Type } from '../../../../googlesql/types.ts'
import type { Value } from '../../../../googlesql/value.ts'
import { formatFloat } from '../../number-text.ts'
import { readJson } from './json/parse.ts'
import { printJson } from './json/value.ts'

/** How FORMAT writes a value: `text` as `%t` does, `literal` as `%T`, which is GoogleSQL again. */
export type ValueStyle = 'text' | 'literal'

/** @throws for types that BigQuery's FORMAT refuses */
export function valueText(value: Value, type: Type, style: ValueStyle): string {
  if (value === null) return 'NULL'
  if (type.kind === 'array')
    return `[${(value as readonly Value[]).map((item) => valueText(item, type.element, style)).join(', ')}]`
  if (type.kind === 'struct') {
    const fields = type.fields.map((field, index) =>
      valueText((value as readonly Value[])[index] ?? null, field.type, style),
    )
    return `${style === 'literal' && fields.length < 2 ? 'STRUCT' : ''}(${fields.join(', ')})`
  }
  if (type.kind === 'range') throw new Error('FORMAT cannot write a RANGE')
  return style === 'text' ? scalarText(value, type) : scalarLiteral(value, type)
}

function scalarText(value: Value, type: ScalarType): string {
  switch (type.name) {
    case 'FLOAT64':
      return floatText(value as number)
    case 'BYTES':
      return escapeBytes(value as Uint8Array, '"\'')
    case 'DATETIME':
    case 'TIME':
    case 'TIMESTAMP':
      return thousands(value as string)
    case 'JSON':
      return printJson(readJson(value as string))
    case 'GEOGRAPHY':
      throw new Error('FORMAT of a GEOGRAPHY is not known here')
    default:
      return String(value)
  }
}

function scalarLiteral(value: Value, type: ScalarType): string {
  const text = scalarText(value, type)
  switch (type.name) {
    case 'BOOL':
    case 'INT64':
      return text
    case 'FLOAT64':
      return /n/.test(text) ? `CAST("${text}" AS FLOAT64)` : text
    case 'STRING':
      return quoteString(text)
    case 'BYTES':
      return `b${quoteBytes(value as Uint8Array)}`
    case 'INTERVAL':
      return `INTERVAL "${text}" YEAR TO SECOND`
    default:
      return `${type.name} ${quoteString(text)}`
  }
}

/** As CAST AS STRING, but zero keeps its sign and a whole number is seen to be a FLOAT64. */
function floatText(value: number): string {
  const text = Object.is(value, -0) ? '-0' : formatFloat(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** A fraction of a second in three digits or six, as BigQuery writes it (`.5` is `.500`). */
export function thousands(text: string): string {
  return text.replace(/\.(\d+)/, (_, digits: string) => `.${digits.padEnd(digits.length > 3 ? 6 : 3, '0')}`)
}

/** ISO 8601 of the canonical text `Y-M D H:M:S[.F]`: `P1Y2M3DT4H5M6.7S`; the sign before each number, nothing that is 0. */
export function isoInterval(text: string): string {
  const [, calendar, years, months, days, clock, hours, minutes, seconds] =
    /^(-?)(\d+)-(\d+) (-?\d+) (-?)(\d+):(\d+):([\d.]+)$/.exec(text)!
  const part = (sign: string, digits: string, unit: string) =>
    Number(digits) === 0 ? '' : sign + digits.replace(/(\.\d*?)0+$/, '$1') + unit
  const date = part(calendar!, years!, 'Y') + part(calendar!, months!, 'M') + part('', days!, 'D')
  const time = part(clock!, hours!, 'H') + part(clock!, minutes!, 'M') + part(clock!, seconds!, 'S')
  return date || time ? `P${date}${time && `T${time}`}` : 'P0Y'
}

function quoteOf(hasDouble: boolean, hasSingle: boolean): string {
  return hasDouble && !hasSingle ? "'" : '"'
}

function quoteString(text: string): string {
  const quote = quoteOf(text.includes('"'), text.includes("'"))
  let out = ''
  let afterHex = false
  for (const character of text) {
    const named = NAMED[character] ?? (character === quote ? `\\${quote}` : undefined)
    // a digit right behind \x would be read as part of it
    const hex: boolean = named === undefined && (isControl(character) || (afterHex && /[0-9a-fA-F]/.test(character)))
    out += named ?? (hex ? hexEscape(character.charCodeAt(0)) : character)
    afterHex = hex
  }
  return quote + out + quote
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

function isControl(character: string): boolean {
  return character < ' ' || character === '\u007f'
}

function hexEscape(unit: number): string {
  return `\\x${unit.toString(16).padStart(2, '0')}`
}

function quoteBytes(bytes: Uint8Array): string {
  const quote = quoteOf(bytes.includes(0x22), bytes.includes(0x27))
  return quote + escapeBytes(bytes, quote) + quote
}

function escapeBytes(bytes: Uint8Array, quotes: string): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte)
    if (byte < 0x20 || byte > 0x7e) return hexEscape(byte)
    return character === '\\' || quotes.includes(character) ? `\\${character}` : character
  }).join('')
}

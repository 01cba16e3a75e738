import { SqlError } from './sql-error.ts'
import type { Token } from './token.ts'

const prefixPattern = /(?:[rR][bB]?|[bB][rR]?)?(?='|")/y

/**
 * The string or bytes literal at `start`, or undefined where none begins there (`rb` may begin a name too).
 *
 * @throws {SqlError} `syntax` where it is never closed or an escape is wrong
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical#string_and_bytes_literals
 */
export function readString(text: string, start: number): Token | undefined {
  prefixPattern.lastIndex = start
  const prefix = prefixPattern.exec(text)?.[0].toLowerCase()
  if (prefix === undefined) return undefined
  const open = start + prefix.length
  const quote = quoteAt(text, open)
  const close = closingQuote(text, start, open + quote.length, quote)
  const body = normalizeLines(text.slice(open + quote.length, close), quote)
  const isBytes = prefix.includes('b')
  const decode = prefix.includes('r') || !body.includes('\\') ? undefined : { at: open + quote.length, isBytes }
  const value = isBytes ? toBytes(body, decode) : decode === undefined ? body : decodeText(body, decode)
  return {
    kind: isBytes ? 'bytes' : 'string',
    start,
    end: close + quote.length,
    word: '',
    text: '',
    reserved: false,
    value,
  }
}

interface Decoding {
  /** Where the body starts in the text. */
  readonly at: number
  readonly isBytes: boolean
}

function quoteAt(text: string, open: number): string {
  const one = text.charAt(open)
  return text.startsWith(one.repeat(3), open) ? one.repeat(3) : one
}

function closingQuote(text: string, start: number, from: number, quote: string): number {
  for (let position = from; position < text.length; position++) {
    const character = text[position]
    if (character === '\\') position++
    else if (character === quote[0] && text.startsWith(quote, position)) return position
    else if (quote.length === 1 && (character === '\n' || character === '\r')) break
  }
  const hint = quote.length === 1 ? `a string over several lines takes three quotes: ${quote.repeat(3)}` : undefined
  throw new SqlError(
    'syntax',
    `this string is never closed; expected ${quote}`,
    { start, end: from },
    hint === undefined ? {} : { hint },
  )
}

/** Line breaks in a triple-quoted string count as `\n`, however the file writes them. */
function normalizeLines(body: string, quote: string): string {
  return quote.length === 3 && body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body
}

const escapePattern =
  /\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([abfnrtv\\?"'`])|([\s\S]?))/g

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** For bytes, each escape becomes one character below 256 that stands for itself: `toBytes` reads it so. */
function decodeText(body: string, decoding: Decoding): string {
  return body.replace(escapePattern, (sequence: string, ...groups: (string | number | undefined)[]) => {
    const [x, upperX, u, upperU, octal, simple] = groups
    if (typeof simple === 'string') return simpleEscapes[simple] ?? simple
    const code = codePoint(x ?? upperX ?? u ?? upperU, octal)
    const offset = groups.at(-2)
    if (code === undefined || (decoding.isBytes && (u ?? upperU) !== undefined)) {
      throw wrongEscape(sequence, decoding.at + (typeof offset === 'number' ? offset : 0))
    }
    return String.fromCodePoint(code)
  })
}

function codePoint(hex: string | number | undefined, octal: string | number | undefined): number | undefined {
  const code =
    typeof hex === 'string'
      ? Number.parseInt(hex, 16)
      : typeof octal === 'string'
        ? Number.parseInt(octal, 8)
        : undefined
  const isCharacter = code !== undefined && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? code : undefined
}

function wrongEscape(sequence: string, start: number): SqlError {
  const hint = 'write \\\\ for a backslash, or a raw string: r"..."'
  return new SqlError('syntax', `${sequence} is no escape sequence`, { start, end: start + sequence.length }, { hint })
}

const encoder = new TextEncoder()

/** Escapes are bytes, everything between them is UTF-8. */
function toBytes(body: string, decoding: Decoding | undefined): Uint8Array {
  if (decoding === undefined) return encoder.encode(body)
  const bytes: number[] = []
  let at = decoding.at
  for (const piece of body.split(/(\\(?:[0-7xX][0-9a-fA-F]{2}|[\s\S]))/)) {
    if (piece.startsWith('\\')) bytes.push(decodeText(piece, { at, isBytes: true }).charCodeAt(0))
    else for (const byte of encoder.encode(piece)) bytes.push(byte)
    at += piece.length
  }
  return Uint8Array.from(bytes)
}

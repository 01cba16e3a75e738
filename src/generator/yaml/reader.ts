import type { YamlScalar } from './node.ts'
import { resolvePlain } from './scalar.ts'

/** Stands at a node: `at` is its first character, `indent` the column of the line's first character, -1 at the end. */
export interface Reader {
  readonly text: string
  at: number
  lineStart: number
  indent: number
  depth: number
}

/** Thrown, and caught above, where the text is not plain. */
export const NOT_PLAIN = Symbol('not plain')

export const SPACE = 0x20
export const HASH = 0x23
export const NEWLINE = 0x0a

/** Moves to the first line from `from` on that is neither blank nor a comment. */
export function nextLine(reader: Reader, from: number): void {
  const { text } = reader
  let lineStart = from
  while (lineStart < text.length) {
    let at = lineStart
    while (text.charCodeAt(at) === SPACE) at++
    const code = text.charCodeAt(at)
    if (code !== NEWLINE && code !== HASH && at < text.length) {
      reader.at = at
      reader.lineStart = lineStart
      reader.indent = at - lineStart
      return
    }
    lineStart = endOfLine(text, at) + 1
  }
  reader.at = text.length
  reader.indent = -1
}

/** Only blanks and a comment may follow, and nothing that is indented as if it belonged to the scalar. */
export function finishLine(reader: Reader, end: number, parent: number): void {
  const at = skipSpaces(reader.text, end)
  if (!isLineEnd(reader.text, at, end)) throw NOT_PLAIN
  nextLine(reader, endOfLine(reader.text, at) + 1)
  if (reader.indent > parent) throw NOT_PLAIN
}

/** What a plain scalar means. */
export function resolveCertain(value: string): Pick<YamlScalar, 'type' | 'value'> {
  // PyYAML fails on an impossible date, `=` and `<<`; the library's path says so with a place
  if (value === '=' || value === '<<') throw NOT_PLAIN
  try {
    return resolvePlain(value)
  } catch {
    throw NOT_PLAIN
  }
}

/** A blank, the end of a line or of the text. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === NEWLINE || Number.isNaN(code)
}

/** Nothing but a comment from `at` on, which blanks separate from what stands before. */
export function isLineEnd(text: string, at: number, after: number): boolean {
  const code = text.charCodeAt(at)
  return Number.isNaN(code) || code === NEWLINE || (code === HASH && at > after)
}

export function skipSpaces(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === SPACE) at++
  return at
}

export function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at
}

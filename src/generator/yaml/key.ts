import type { YamlScalar } from './node.ts'
import { endOfLine, HASH, isBlank, NEWLINE, NOT_PLAIN, resolveCertain, SPACE, skipSpaces } from './reader.ts'
import { readQuotedText } from './text.ts'

const MINUS = 0x2d
const COLON = 0x3a
const DOUBLE_QUOTE = 0x22
const SINGLE_QUOTE = 0x27
const BACKSLASH = 0x5c
const QUESTION_MARK = 0x3f
// PyYAML takes no longer keys
const MAXIMUM_KEY_LENGTH = 1000

/** No indicator; `-`, `?` and `:` only before a character that is no blank. */
export function requirePlainStart(text: string, at: number): void {
  const code = text.charCodeAt(at)
  if (INDICATORS.has(code)) throw NOT_PLAIN
  if (code === MINUS || code === COLON || code === QUESTION_MARK) {
    const next = text.charCodeAt(at + 1)
    if (Number.isNaN(next) || next === SPACE || next === NEWLINE) throw NOT_PLAIN
  }
}

const INDICATORS = new Set([...',[]{}#&*!|>\'"%@`'].map((character) => character.charCodeAt(0)))

/** The offset of the colon when the line at `at` is `key:`; -1 when it is not. */
export function keyEnd(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return quotedKeyEnd(text, at, code)
  if (INDICATORS.has(code)) return -1
  for (let index = at; index < text.length; index++) {
    const current = text.charCodeAt(index)
    if (current === NEWLINE) return -1
    if (current === HASH && text.charCodeAt(index - 1) === SPACE) return -1
    if (current === COLON) {
      const next = text.charCodeAt(index + 1)
      if (next === SPACE || next === NEWLINE || Number.isNaN(next)) return index
    }
  }
  return -1
}

function quotedKeyEnd(text: string, at: number, quote: number): number {
  const eol = endOfLine(text, at)
  for (let index = at + 1; index < eol; index++) {
    const code = text.charCodeAt(index)
    if (code === BACKSLASH && quote === DOUBLE_QUOTE) index++
    else if (code === quote && text.charCodeAt(index + 1) === quote && quote === SINGLE_QUOTE) index++
    else if (code === quote) {
      const colon = skipSpaces(text, index + 1)
      return text.charCodeAt(colon) === COLON && isBlank(text.charCodeAt(colon + 1)) ? colon : -1
    }
  }
  return -1
}

/** The key at `at`, whose colon stands at `colon`. */
export function readKey(text: string, at: number, colon: number): YamlScalar {
  if (colon - at > MAXIMUM_KEY_LENGTH) throw NOT_PLAIN
  const code = text.charCodeAt(at)
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
    const { value, end } = readQuotedText(text, at)
    return { kind: 'scalar', type: 'string', value, start: at, end }
  }
  requirePlainStart(text, at)
  let end = colon
  while (text.charCodeAt(end - 1) === SPACE) end--
  return { kind: 'scalar', ...resolveCertain(text.slice(at, end)), start: at, end }
}

import { endOfLine, NOT_PLAIN } from './reader.ts'

interface TextRead {
  readonly value: string
  /** After the closing quote; after the last line of a block text. */
  readonly end: number
}

const SINGLE_ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** A quoted text from its quote on; line breaks are folded. PyYAML, other than the library, lets its lines begin anywhere. */
export function readQuotedText(text: string, start: number): TextRead {
  const quote = text[start]!
  let value = ''
  let at = start + 1
  for (;;) {
    const stop = nextSpecial(text, at, quote)
    value += text.slice(at, stop)
    const character = text[stop]
    if (character === undefined) throw NOT_PLAIN
    if (character === '\n') {
      const folded = foldBreaks(text, stop)
      value = value.slice(0, trimmedLength(value, stop - at)) + folded.value
      at = folded.end
    } else if (character === '\\') {
      const escaped = readEscape(text, stop)
      value += escaped.value
      at = escaped.end
    } else if (quote === "'" && text[stop + 1] === "'") {
      value += "'"
      at = stop + 2
    } else return { value, end: stop + 1 }
  }
}

function nextSpecial(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x0a || text[at] === quote || (code === 0x5c && quote === '"')) return at
  }
  return text.length
}

/** Blanks before a line break go; those made by an escape stay, so only the `plain` last characters may be cut. */
function trimmedLength(value: string, plain: number): number {
  let length = value.length
  while (length > value.length - plain && value.charCodeAt(length - 1) === 0x20) length--
  return length
}

function foldBreaks(text: string, newline: number): TextRead {
  let breaks = -1
  let at = newline
  while (text.charCodeAt(at) === 0x0a) {
    breaks++
    at++
    while (text.charCodeAt(at) === 0x20) at++
  }
  return { value: breaks === 0 ? ' ' : '\n'.repeat(breaks), end: at }
}

function readEscape(text: string, backslash: number): TextRead {
  const letter = text[backslash + 1] ?? ''
  if (letter === '\n') {
    const folded = foldBreaks(text, backslash + 1)
    return { value: folded.value === ' ' ? '' : folded.value, end: folded.end }
  }
  const simple = SINGLE_ESCAPES[letter]
  if (simple !== undefined) return { value: simple, end: backslash + 2 }
  const length = HEX_LENGTHS[letter]
  const end = backslash + 2 + (length ?? 0)
  const digits = text.slice(backslash + 2, end)
  if (length === undefined || digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) throw NOT_PLAIN
  const point = Number.parseInt(digits, 16)
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw NOT_PLAIN
  return { value: String.fromCodePoint(point), end }
}

const HEADER = /([|>])([+-]?)( +#[^\n]*| *)(?:\n|$)/y

/** A literal (`|`) or folded (`>`) text from its header on, its lines deeper than the column `parent`. */
export function readBlockText(text: string, start: number, parent: number): TextRead {
  HEADER.lastIndex = start
  const header = HEADER.exec(text)
  if (!header) throw NOT_PLAIN
  const { lines, end } = readLines(text, HEADER.lastIndex, parent)
  const isComplete = text.charCodeAt(end - 1) === 0x0a
  let count = lines.length
  while (count > 0 && lines[count - 1] === '') count--
  const content = lines.slice(0, count)
  const body = header[1] === '>' ? fold(content) : content.join('\n')
  return { value: body + chomped(header[2]!, lines.length - count, count > 0, isComplete), end }
}

function chomped(chomping: string, trailing: number, hasContent: boolean, isComplete: boolean): string {
  if (chomping === '-') return ''
  // without a last line break PyYAML and the library differ: PyYAML adds none
  const last = hasContent && (trailing > 0 || isComplete) ? '\n' : ''
  if (chomping === '') return last
  // a last line of blanks without a line break is rare enough to leave to the library
  if (!isComplete) throw NOT_PLAIN
  return last + '\n'.repeat(trailing)
}

/** The lines of the text, their common indentation removed. Lines of blanks, however short, belong to it. */
function readLines(text: string, from: number, parent: number): { lines: string[]; end: number } {
  const lines: string[] = []
  let indent = -1
  let widest = 0
  let lineStart = from
  while (lineStart < text.length) {
    let at = lineStart
    while (text.charCodeAt(at) === 0x20) at++
    const eol = endOfLine(text, at)
    const width = at - lineStart
    if (at !== eol) {
      if (indent < 0) indent = firstIndent(width, parent, widest)
      if (width < indent || indent < 0) break
    } else if (indent < 0) widest = Math.max(widest, width)
    lines.push(at === eol && width <= Math.max(indent, widest) ? '' : text.slice(lineStart + indent, eol))
    lineStart = eol + 1
  }
  return { lines, end: Math.min(lineStart, text.length) }
}

/** -1 where the first line that is not blank no longer belongs to the text. */
function firstIndent(width: number, parent: number, widest: number): number {
  if (widest > width) throw NOT_PLAIN
  return width > parent && width > 0 ? width : -1
}

/** Single line breaks between lines that begin with no blank become a space; others are kept. */
function fold(lines: readonly string[]): string {
  let value = ''
  let breaks = 0
  let previous: string | undefined
  for (const line of lines) {
    if (line === '') {
      breaks++
      continue
    }
    value += separation(previous, line, breaks) + line
    breaks = 0
    previous = line
  }
  return value
}

function separation(previous: string | undefined, line: string, breaks: number): string {
  if (previous === undefined) return '\n'.repeat(breaks)
  if (previous.startsWith(' ') || line.startsWith(' ')) return '\n'.repeat(breaks + 1)
  return breaks === 0 ? ' ' : '\n'.repeat(breaks)
}

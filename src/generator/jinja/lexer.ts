import { JinjaError } from './error.ts'
import { decodeString } from './string-literal.ts'

/** Shaped for nunjucks' parser: its names of types, lines and columns from 0. */
export interface Token {
  readonly type: TokenType
  /** Of data: the text to put out. Of a string: its value. Else as written. */
  readonly value: string
  readonly lineno: number
  readonly colno: number
}

export type TokenType =
  | 'data'
  | 'block-start'
  | 'block-end'
  | 'variable-start'
  | 'variable-end'
  | 'string'
  | 'int'
  | 'float'
  | 'symbol'
  | 'operator'
  | 'comma'
  | 'colon'
  | 'tilde'
  | 'pipe'
  | 'left-paren'
  | 'right-paren'
  | 'left-bracket'
  | 'right-bracket'
  | 'left-curly'
  | 'right-curly'
  | 'eof'

/** What Python's `\s` and `str.isspace` take for white space; JavaScript's `\s` differs in six characters. */
export const PYTHON_SPACE = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const SPACES = `[${PYTHON_SPACE}]*`
const TRAILING_SPACES = new RegExp(`[${PYTHON_SPACE}]+$`)
const TAG_START = new RegExp(`\\{%[-+]?${SPACES}raw${SPACES}(?:-%\\}${SPACES}|%\\})|\\{[%{#][-+]?`, 'g')
const RAW_END = new RegExp(`\\{%([-+]?)${SPACES}endraw${SPACES}(?:\\+%\\}|-%\\}${SPACES}|%\\})`, 'g')
const RAW_PART = /\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs
const COMMENT_END = new RegExp(`(?:\\+#\\}|-#\\}${SPACES}|#\\})`, 'g')
const BLOCK_END = new RegExp(`\\+%\\}|-%\\}${SPACES}|%\\}`, 'y')
const VARIABLE_END = new RegExp(`-\\}\\}${SPACES}|\\}\\}`, 'y')

const CODE: readonly (readonly [TokenType | 'space', RegExp])[] = [
  ['space', new RegExp(`[${PYTHON_SPACE}]+`, 'y')],
  ['float', /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy],
  ['int', /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy],
  ['symbol', /[\p{ID_Start}_][\p{ID_Continue}]*/uy],
  ['string', /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy],
  ['operator', /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y],
]

const OPERATOR_TYPES: Readonly<Record<string, TokenType>> = {
  '(': 'left-paren',
  ')': 'right-paren',
  '[': 'left-bracket',
  ']': 'right-bracket',
  '{': 'left-curly',
  '}': 'right-curly',
  ',': 'comma',
  ':': 'colon',
  '~': 'tilde',
  '|': 'pipe',
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/**
 * The tokens of a template by Jinja's rules (3.1, default settings): line ends become `\n`, one at the very end is dropped,
 * comments and raw blocks are resolved, `-` has trimmed the data beside it. The last token is `eof`.
 *
 * @throws {JinjaError} `template-syntax`
 */
export function tokenizeTemplate(source: string): Token[] {
  const text = source.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  const lexer: Lexer = { text, at: 0, tokens: [], lineStarts: lineStarts(text) }
  while (lexer.at < text.length) readDataAndTag(lexer)
  push(lexer, 'eof', 'the end of the template', text.length)
  return lexer.tokens
}

/** A stretch of a template that is no data, as written, delimiters included. */
export interface TemplatePart {
  readonly kind: 'expression' | 'statement' | 'comment'
  readonly start: number
  readonly end: number
}

/**
 * Where a template's `{{ }}`, `{% %}` and `{# #}` stand, in order. Between `raw` and `endraw` the same delimiters are parts too:
 * they go out as they are.
 *
 * @param text with `\n` as its only line end
 * @throws {JinjaError} `template-syntax`
 */
export function templateParts(text: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  const lexer: Lexer = { text, at: 0, tokens: [], lineStarts: lineStarts(text), parts }
  while (lexer.at < text.length) readDataAndTag(lexer)
  return parts
}

interface Lexer {
  readonly text: string
  readonly parts?: TemplatePart[]
  readonly tokens: Token[]
  readonly lineStarts: readonly number[]
  at: number
}

function readDataAndTag(lexer: Lexer): void {
  TAG_START.lastIndex = lexer.at
  const tag = TAG_START.exec(lexer.text)
  if (!tag) {
    push(lexer, 'data', lexer.text.slice(lexer.at), lexer.at)
    lexer.at = lexer.text.length
    return
  }
  pushData(lexer, lexer.text.slice(lexer.at, tag.index), tag[0].charAt(2) === '-')
  lexer.at = tag.index + tag[0].length
  if (tag[0].length > 3) {
    readRaw(lexer, tag.index)
    return
  }
  if (tag[0].charAt(1) === '#') skipComment(lexer, tag.index)
  else readCode(lexer, tag[0].slice(0, 2), tag.index)
  addPart(lexer, PART_KINDS[tag[0].charAt(1)]!, tag.index, lexer.at)
}

const PART_KINDS: Readonly<Record<string, TemplatePart['kind']>> = {
  '{': 'expression',
  '%': 'statement',
  '#': 'comment',
}

/** A `-` has taken the white space behind the part too, which is none of it. */
function addPart({ text, parts }: Lexer, kind: TemplatePart['kind'], start: number, end: number): void {
  parts?.push({ kind, start, end: start + text.slice(start, end).replace(TRAILING_SPACES, '').length })
}

function pushData(lexer: Lexer, data: string, trimmed: boolean): void {
  const value = trimmed ? data.replace(TRAILING_SPACES, '') : data
  if (value) push(lexer, 'data', value, lexer.at)
}

function readRaw(lexer: Lexer, start: number): void {
  RAW_END.lastIndex = lexer.at
  const end = RAW_END.exec(lexer.text)
  if (!end) throw syntaxError(lexer, start, '{% raw %} is never closed; expected {% endraw %}')
  addPart(lexer, 'statement', start, lexer.at)
  for (const inner of lexer.text.slice(lexer.at, end.index).matchAll(RAW_PART))
    addPart(lexer, PART_KINDS[inner[0].charAt(1)]!, lexer.at + inner.index, lexer.at + inner.index + inner[0].length)
  addPart(lexer, 'statement', end.index, RAW_END.lastIndex)
  pushData(lexer, lexer.text.slice(lexer.at, end.index), end[1] === '-')
  lexer.at = RAW_END.lastIndex
}

function skipComment(lexer: Lexer, start: number): void {
  COMMENT_END.lastIndex = lexer.at
  if (!COMMENT_END.exec(lexer.text)) throw syntaxError(lexer, start, 'this comment is never closed; expected #}')
  lexer.at = COMMENT_END.lastIndex
}

/** Reads the inside of `{{ }}` or `{% %}`. Inside brackets `}}` and `%}` are operators: `{{ {"a": {}} }}`. */
function readCode(lexer: Lexer, opening: string, start: number): void {
  const isBlock = opening === '{%'
  const end = isBlock ? BLOCK_END : VARIABLE_END
  const expected: string[] = []
  push(lexer, isBlock ? 'block-start' : 'variable-start', opening, start)
  while (lexer.at < lexer.text.length) {
    end.lastIndex = lexer.at
    if (expected.length === 0 && end.test(lexer.text)) {
      push(lexer, isBlock ? 'block-end' : 'variable-end', isBlock ? '%}' : '}}', lexer.at)
      lexer.at = end.lastIndex
      return
    }
    readCodeToken(lexer, expected)
  }
  throw syntaxError(lexer, start, `${opening} is never closed; expected ${isBlock ? '%}' : '}}'}`)
}

function readCodeToken(lexer: Lexer, expected: string[]): void {
  for (const [type, pattern] of CODE) {
    pattern.lastIndex = lexer.at
    const match = pattern.exec(lexer.text)?.[0]
    if (match === undefined) continue
    if (type === 'operator') balance(lexer, match, expected)
    if (type !== 'space') pushCode(lexer, type, match)
    lexer.at += match.length
    return
  }
  const character = String.fromCodePoint(lexer.text.codePointAt(lexer.at)!)
  const what =
    character === '"' || character === "'" ? 'this string is never closed' : `unexpected character "${character}"`
  throw syntaxError(lexer, lexer.at, what)
}

function pushCode(lexer: Lexer, type: TokenType, match: string): void {
  if (type === 'string') {
    const value = decodeString(match.slice(1, -1))
    if (value === undefined)
      throw syntaxError(lexer, lexer.at, 'this string holds a broken escape (\\x, \\u, \\U or \\N)')
    push(lexer, type, value, lexer.at)
  } else {
    push(lexer, type === 'operator' ? (OPERATOR_TYPES[match] ?? type) : type, match, lexer.at)
  }
}

function balance(lexer: Lexer, operator: string, expected: string[]): void {
  const closing = CLOSING[operator]
  if (closing) {
    expected.push(closing)
  } else if (operator === ')' || operator === ']' || operator === '}') {
    const wanted = expected.pop()
    if (wanted !== operator) {
      throw syntaxError(lexer, lexer.at, `unexpected "${operator}"${wanted ? `, expected "${wanted}"` : ''}`)
    }
  }
}

function push(lexer: Lexer, type: TokenType, value: string, offset: number): void {
  const lineno = lineOf(lexer.lineStarts, offset)
  lexer.tokens.push({ type, value, lineno, colno: offset - lexer.lineStarts[lineno]! })
}

function syntaxError(lexer: Lexer, offset: number, message: string): JinjaError {
  const lineno = lineOf(lexer.lineStarts, offset)
  return new JinjaError('template-syntax', message, {
    line: lineno + 1,
    column: offset - lexer.lineStarts[lineno]! + 1,
  })
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Number of the last line that starts at `offset` or before. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}

import type { QualifiedText } from '../../generator/sql/qualify.ts'
import { tokenize } from '../../googlesql/lexer.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { Span } from '../../googlesql/syntax.ts'

/**
 * BigQuery's complaint about a text as the error that ours is for the same mistake, at its place; undefined where it complains of
 * values and not of the text.
 */
export function sqlFailure(complaint: string, text: QualifiedText): SqlError | undefined {
  const { message, line, column } = splitPlace(complaint.replace(/^Query error: /, ''))
  const place = line === undefined ? undefined : tokenAt(text, offsetOf(text.sent, line, column))
  for (const [pattern, code] of PATTERNS) {
    const match = pattern.exec(message)
    if (match) return new SqlError(code, message, place ?? tokenNamed(text.written, match[1]))
  }
  const isOfValues = VALUE_COMPLAINTS.test(message)
  return place === undefined || isOfValues ? undefined : new SqlError('invalid-query', message, place)
}

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^Unrecognized name: `?([\w.-]+)/, 'unknown-column'],
  [/^Name (\w+) not found inside/, 'unknown-column'],
  [/^Not found: Table (\S+)/, 'unknown-table'],
  [/^Table(?: name)? "?([\w.-]+)"? (?:must be qualified|missing dataset)/, 'unknown-table'],
  [/^(?:Table-valued f|F)unction not found: `?([\w.]+)/, 'unknown-function'],
  [/^Not found: Routine (\S+)/, 'unknown-function'],
  [/^Field name (\w+) does not exist in/, 'unknown-field'],
  [/^Query parameter '(\w+)' not found/, 'unknown-parameter'],
  [/^Type not found: (\w+)/, 'unknown-type'],
  [/^Column name (\w+) is ambiguous/, 'ambiguous-column'],
  [/^No matching signature for \w+ (\w+)/, 'invalid-argument'],
  [/^Cannot query over table '([^']+)' without a filter/, 'partition-filter'],
  [/^(?:Syntax error|Illegal input character|Unclosed)/, 'syntax'],
  [/^SELECT list expression references column (\w+) which is neither grouped nor aggregated/, 'unknown-column'],
]

/** What BigQuery says of values, with a place where a script met them. */
const VALUE_COMPLAINTS =
  /^(?:division by zero|Division by zero|Bad |Invalid (?:date|timestamp|datetime|time|NUMERIC|interval|JSON)|Could not cast|.*overflow|Array index|Scalar subquery produced|Resources exceeded|Failed to parse)/

function splitPlace(complaint: string): { message: string; line?: number; column: number } {
  const match = /^([\s\S]*?)(?:; Did you mean [^?]*\?)? at \[(\d+):(\d+)\]$/.exec(complaint.trim())
  if (match === null) return { message: complaint, column: 1 }
  return { message: match[1]!, line: Number(match[2]), column: Number(match[3]) }
}

const TAB_WIDTH = 8

/** Columns count code points, and a tab goes on to the next stop, as in ZetaSQL's messages. */
function offsetOf(text: string, line: number, column: number): number {
  let at = 0
  for (let passed = 1; passed < line; passed++) at = text.indexOf('\n', at) + 1
  for (let seen = 1; seen < column && at < text.length; ) {
    seen = text[at] === '\t' ? (Math.floor((seen - 1) / TAB_WIDTH) + 1) * TAB_WIDTH + 1 : seen + 1
    at += text.codePointAt(at)! > 0xffff ? 2 : 1
  }
  return at
}

function tokenAt(text: QualifiedText, sentOffset: number): Span {
  const start = text.writtenOffset(sentOffset)
  return tokens(text.written).find((token) => token.start >= start) ?? endOf(text.written)
}

/** Where the complaint has no place: the first time that the text says the name, or all of it. */
function tokenNamed(written: string, name: string | undefined): Span {
  const last = name?.split(/[.:]/).at(-1)?.toLowerCase()
  const named = tokens(written).find((token) => {
    const word = written.slice(token.start, token.end).replaceAll('`', '').toLowerCase()
    return word === last || word.endsWith(`.${last}`)
  })
  return named ?? { start: 0, end: written.length }
}

function tokens(text: string): readonly Span[] {
  return tokenize(text).filter(({ start, end }) => end > start)
}

function endOf(text: string): Span {
  return { start: Math.max(0, text.length - 1), end: text.length }
}

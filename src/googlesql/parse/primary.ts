import type { ExpressionSyntax, IndexMode } from '../syntax.ts'
import { readCall, readCallablePath, readCallOn } from './call.ts'
import { accept, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readGroup } from './group.ts'
import { isLiteral, readLiteral } from './literal.ts'
import { isIdentifier, isNameAfterDot, readNameAfterDot } from './names.ts'
import { specialForms } from './special-form.ts'

/** An operand with everything that is attached behind it: fields, subscripts, chained calls. */
export function readPrimary(cursor: Cursor): ExpressionSyntax {
  const { start } = peek(cursor)
  let base = readAtom(cursor)
  for (;;) {
    if (isNext(cursor, '[')) base = readSubscript(cursor, base, start)
    else if (isNext(cursor, '.') && isNameAfterDot(peek(cursor, 1))) base = readField(cursor, base, start)
    else return base
  }
}

function readAtom(cursor: Cursor): ExpressionSyntax {
  const token = peek(cursor)
  if (isLiteral(cursor, token)) return readLiteral(cursor)
  const special = specialForms.get(token.word)
  const form = special?.(cursor)
  if (form !== undefined) return form
  if (isIdentifier(token)) return readNameOrCall(cursor)
  if (token.reserved && peek(cursor, 1).word === '(' && callableKeywords.has(token.word))
    return readCall(cursor, readCallablePath(cursor))
  if (token.word === '(') return readParenthesized(cursor)
  return fail(cursor, 'an expression')
}

/** Reserved keywords that are functions too. */
const callableKeywords: ReadonlySet<string> = new Set([
  'IF',
  'LEFT',
  'RIGHT',
  'GROUPING',
  'COLLATE',
  'RANGE',
  'HASH',
  'CONTAINS',
])

function readNameOrCall(cursor: Cursor): ExpressionSyntax {
  const path = readCallablePath(cursor)
  if (isNext(cursor, '(')) return readCall(cursor, path)
  return { kind: 'name', path, start: path.start, end: path.end }
}

/** `(SELECT …)`, `(a)` or the tuple `(a, b)`. */
function readParenthesized(cursor: Cursor): ExpressionSyntax {
  const { start } = peek(cursor)
  const group = readGroup(cursor)
  const end = endOf(cursor)
  if (group.kind === 'query') return { kind: 'subquery', form: 'scalar', query: group.query, start, end }
  const [only] = group.items
  if (group.items.length === 1 && only !== undefined) return only
  const fields = group.items.map((value) => ({ value, start: value.start, end: value.end }))
  return { kind: 'struct', tuple: true, fields, start, end }
}

function readField(cursor: Cursor, base: ExpressionSyntax, start: number): ExpressionSyntax {
  take(cursor)
  const names = readNameAfterDot(cursor)
  if (isNext(cursor, '(')) return readCallOn(cursor, base, names, start)
  return names.reduce<ExpressionSyntax>(
    (inner, name) => ({ kind: 'field', base: inner, name, start, end: name.end }),
    base,
  )
}

const indexModes: ReadonlySet<string> = new Set(['OFFSET', 'ORDINAL', 'SAFE_OFFSET', 'SAFE_ORDINAL'])

function readSubscript(cursor: Cursor, base: ExpressionSyntax, start: number): ExpressionSyntax {
  expect(cursor, '[')
  const { word } = peek(cursor)
  const mode = indexModes.has(word) && peek(cursor, 1).word === '(' ? (word as IndexMode) : 'plain'
  if (mode !== 'plain') take(cursor)
  if (mode !== 'plain') expect(cursor, '(')
  const index = readExpression(cursor)
  if (mode !== 'plain') expect(cursor, ')')
  if (!accept(cursor, ']')) fail(cursor, ']')
  return { kind: 'index', base, mode, index, start, end: endOf(cursor) }
}

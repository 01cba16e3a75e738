import type { ExpressionSyntax, Identifier, IndexMode, Path } from '../syntax.ts'
import { readCall, readCallablePath } from './call.ts'
import { accept, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { type Group, readGroup } from './group.ts'
import { isLiteral, readLiteral } from './literal.ts'
import { isIdentifier, isNameAfterDot, readNameAfterDot } from './names.ts'
import { readQuery, startsQuery } from './query.ts'
import { specialForms } from './special-form.ts'

/** An operand with everything that is attached behind it: fields, subscripts, chained calls. */
export function readPrimary(cursor: Cursor): ExpressionSyntax {
  const { start } = peek(cursor)
  let base: ExpressionSyntax
  if (!isNext(cursor, '(')) base = readAtom(cursor) ?? readName(cursor)
  else base = startsQuery(cursor, 1) ? readScalarSubquery(cursor) : readParenthesized(cursor)
  for (;;) {
    if (isNext(cursor, '[')) base = readSubscript(cursor, base, start)
    else if (isNext(cursor, '.') && isNameAfterDot(peek(cursor, 1))) base = readField(cursor, base, start)
    else return base
  }
}

/** A literal or a form with a grammar of its own. */
function readAtom(cursor: Cursor): ExpressionSyntax | undefined {
  const token = peek(cursor)
  return isLiteral(cursor, token) ? readLiteral(cursor) : specialForms.get(token.word)?.(cursor)
}

/** Reserved keywords that are functions too. */
const callableKeywords: ReadonlySet<string> = new Set(['IF', 'LEFT', 'RIGHT', 'GROUPING', 'COLLATE', 'RANGE'])

/** A column, or the call of a function. */
function readName(cursor: Cursor): ExpressionSyntax {
  const token = peek(cursor)
  const callable = callableKeywords.has(token.word) && peek(cursor, 1).word === '('
  if (!callable && !isIdentifier(token)) fail(cursor, 'an expression')
  const path = readCallablePath(cursor)
  if (isNext(cursor, '(')) return readCall(cursor, path, path.start)
  return { kind: 'name', path, start: path.start, end: path.end }
}

/** `(SELECT …)` */
function readScalarSubquery(cursor: Cursor): ExpressionSyntax {
  const { start } = take(cursor)
  const query = readQuery(cursor)
  expect(cursor, ')')
  return { kind: 'subquery', form: 'scalar', query, start, end: endOf(cursor) }
}

/** `(a)`, the tuple `(a, b)`, or a query in more parentheses than one. */
function readParenthesized(cursor: Cursor): ExpressionSyntax {
  const { start } = peek(cursor)
  const group = readGroup(cursor)
  return finishGroup(group, start, endOf(cursor))
}

function finishGroup(group: Group, start: number, end: number): ExpressionSyntax {
  if (group.kind === 'query') return { kind: 'subquery', form: 'scalar', query: group.query, start, end }
  const [only] = group.items
  if (group.items.length === 1 && only !== undefined) return only
  const fields = group.items.map((value) => ({ value, start: value.start, end: value.end }))
  return { kind: 'struct', tuple: true, fields, start, end }
}

function readField(cursor: Cursor, base: ExpressionSyntax, start: number): ExpressionSyntax {
  take(cursor)
  const names = readNameAfterDot(cursor)
  if (isNext(cursor, '(')) return readChainedCall(cursor, base, names, start)
  return names.reduce<ExpressionSyntax>(
    (inner, name) => ({ kind: 'field', base: inner, name, start, end: name.end }),
    base,
  )
}

/** `value.F(…)`: the call `F(value, …)`. */
function readChainedCall(cursor: Cursor, base: ExpressionSyntax, names: Identifier[], start: number): ExpressionSyntax {
  const path: Path = { names, start: names[0]?.start ?? start, end: endOf(cursor) }
  return readCall(cursor, path, start, [{ value: base, start: base.start, end: base.end }])
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

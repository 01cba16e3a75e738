import type { Identifier, Path } from '../syntax.ts'
import type { Token } from '../token.ts'
import { accept, type Cursor, endOf, expect, fail, isNext, peek, refuse, take } from './cursor.ts'

export function isIdentifier(token: Token): boolean {
  return token.kind === 'quoted' || (token.kind === 'word' && !token.reserved)
}

/** @param what for the message: `a column name` */
export function readIdentifier(cursor: Cursor, what = 'a name'): Identifier {
  if (!isIdentifier(peek(cursor))) fail(cursor, what)
  return toIdentifier(take(cursor))
}

export function toIdentifier(token: Token): Identifier {
  return { name: token.text, quoted: token.kind === 'quoted', start: token.start, end: token.end }
}

/** `AS name`, or a bare name; absent where neither comes next. */
export function readAlias(cursor: Cursor): { alias?: Identifier } {
  if (accept(cursor, 'AS')) return { alias: readIdentifier(cursor, 'an alias name') }
  return isIdentifier(peek(cursor)) ? { alias: toIdentifier(take(cursor)) } : {}
}

/** Only `AS name`. */
export function readAsAlias(cursor: Cursor): { alias?: Identifier } {
  return accept(cursor, 'AS') ? { alias: readIdentifier(cursor, 'an alias name') } : {}
}

export function readIdentifiers(cursor: Cursor): Identifier[] {
  const names = [readIdentifier(cursor)]
  while (accept(cursor, ',')) names.push(readIdentifier(cursor))
  return names
}

/** `(a, b)` */
export function readIdentifierList(cursor: Cursor): Identifier[] {
  expect(cursor, '(')
  const names = readIdentifiers(cursor)
  expect(cursor, ')')
  return names
}

/** A dotted name of columns, fields, types or functions. */
export function readPath(cursor: Cursor, what = 'a name'): Path {
  const first = peek(cursor)
  if (!isIdentifier(first)) fail(cursor, what)
  take(cursor)
  return readPathFrom(cursor, cutDots(cursor, first), first.start)
}

/** The rest of a path whose first names have been read: every `.name` that follows, but not `.*`. */
export function readPathFrom(cursor: Cursor, names: Identifier[], start: number): Path {
  while (isNext(cursor, '.') && isNameAfterDot(peek(cursor, 1))) {
    take(cursor)
    names.push(...readNameAfterDot(cursor))
  }
  return { names, start, end: endOf(cursor) }
}

/** After a dot every word is a name, and a name may begin with a digit. */
export function isNameAfterDot(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'quoted' || token.kind === 'integer'
}

export function readNameAfterDot(cursor: Cursor): Identifier[] {
  const token = take(cursor)
  if (token.kind === 'quoted') return cutDots(cursor, token)
  return [token.kind === 'integer' ? joinAdjacent(cursor, token) : toIdentifier(token)]
}

/** The name of a table, view or routine: like a path, and dashes may stand in its first name (`moz-fx-data.d.t`). */
export function readTablePath(cursor: Cursor, what = 'a table name'): Path {
  const first = peek(cursor)
  if (!isIdentifier(first)) fail(cursor, what)
  take(cursor)
  if (first.kind === 'quoted') return readPathFrom(cursor, cutDots(cursor, first), first.start)
  const name = isAdjacentDash(cursor, first) ? joinAdjacent(cursor, first) : toIdentifier(first)
  return readPathFrom(cursor, [name], first.start)
}

function isAdjacentDash(cursor: Cursor, previous: Token): boolean {
  const dash = peek(cursor)
  return dash.word === '-' && dash.start === previous.end && peek(cursor, 1).start === dash.end
}

/** Joins words, numbers and dashes that touch each other into one name. */
function joinAdjacent(cursor: Cursor, first: Token): Identifier {
  let last = first
  for (let next = peek(cursor); next.start === last.end && isNamePiece(next); next = peek(cursor)) last = take(cursor)
  const name = cursor.text.slice(first.start, last.end)
  if (name.endsWith('-')) refuse({ start: first.start, end: last.end }, `the name ${name} ends with a dash`)
  return { name, quoted: false, start: first.start, end: last.end }
}

function isNamePiece(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'integer' || token.kind === 'float' || token.word === '-'
}

/** One back-quoted name that holds dots is as many names. */
function cutDots(cursor: Cursor, token: Token): Identifier[] {
  if (token.kind !== 'quoted' || !token.text.includes('.')) return [toIdentifier(token)]
  const parts = token.text.split('.')
  if (parts.includes('')) refuse(token, `${cursor.text.slice(token.start, token.end)} has an empty part`)
  let start = token.start + 1
  return parts.map((name) => {
    const part = { name, quoted: true, start, end: start + name.length }
    start = part.end + 1
    return part
  })
}

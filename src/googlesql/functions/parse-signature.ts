import type { ScalarTypeName, Type } from '../types.ts'
import { SCALAR_TYPE_NAMES } from '../types.ts'

/** One signature of `signature.ts`'s little language, read. */
export interface Signature {
  readonly text: string
  readonly parameters: readonly Parameter[]
  readonly result: Pattern
}

export interface Parameter {
  readonly pattern: Pattern
  readonly name?: string
  /** Can only be given by name. */
  readonly namedOnly: boolean
  readonly optional: boolean
  readonly repeated: boolean
}

export type Pattern =
  | { readonly kind: 'scalar'; readonly type: Type }
  | { readonly kind: 'letter'; readonly letter: string }
  | { readonly kind: 'any' | 'text' | 'part' }
  | { readonly kind: 'array' | 'range'; readonly element: Pattern }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly pattern: Pattern }[] }
  | { readonly kind: 'lambda'; readonly parameters: readonly Pattern[]; readonly result: Pattern }

interface Cursor {
  readonly tokens: readonly string[]
  position: number
}

const SCALARS = new Set<string>(SCALAR_TYPE_NAMES)
const SPECIAL: Readonly<Record<string, Pattern>> = {
  ANY: { kind: 'any' },
  TEXT: { kind: 'text' },
  PART: { kind: 'part' },
}

/** Reads `(T, [INT64], ...STRING) -> ARRAY<T>`. A text that is none is a mistake in a function table. */
export function parseSignature(text: string): Signature {
  const cursor: Cursor = { tokens: text.match(/->|=>|\.\.\.|\w+|[()[\]<>,:=]/g) ?? [], position: 0 }
  const parameters = parseList(cursor, '(', ')', parseParameter)
  expect(cursor, '->')
  return { text, parameters, result: parsePattern(cursor) }
}

function parseParameter(cursor: Cursor): Parameter {
  const optional = accept(cursor, '[')
  const namedOnly = accept(cursor, '=')
  const repeated = accept(cursor, '...')
  const name = cursor.tokens[cursor.position + 1] === ':' ? take(cursor) : undefined
  if (name !== undefined) expect(cursor, ':')
  const pattern = parsePattern(cursor)
  if (optional) expect(cursor, ']')
  return { pattern, ...(name !== undefined && { name: name.toLowerCase() }), namedOnly, optional, repeated }
}

function parsePattern(cursor: Cursor): Pattern {
  if (cursor.tokens[cursor.position] === '(') return parseLambda(cursor)
  const word = take(cursor)
  if (word === 'ARRAY' || word === 'RANGE') {
    const [element] = parseList(cursor, '<', '>', parsePattern)
    return { kind: word === 'ARRAY' ? 'array' : 'range', element: element! }
  }
  if (word === 'STRUCT') return { kind: 'struct', fields: parseList(cursor, '<', '>', parseField) }
  if (SCALARS.has(word)) return { kind: 'scalar', type: { kind: 'scalar', name: word as ScalarTypeName } }
  return SPECIAL[word] ?? parseLetter(word, cursor)
}

function parseLetter(word: string, cursor: Cursor): Pattern {
  if (!/^[A-Z]\d?$/.test(word)) throw new Error(`signature "${cursor.tokens.join(' ')}": what is ${word}?`)
  return { kind: 'letter', letter: word }
}

function parseLambda(cursor: Cursor): Pattern {
  const parameters = parseList(cursor, '(', ')', parsePattern)
  expect(cursor, '=>')
  return { kind: 'lambda', parameters, result: parsePattern(cursor) }
}

function parseField(cursor: Cursor): { name: string; pattern: Pattern } {
  const named = /^\w+$/.test(cursor.tokens[cursor.position + 1] ?? '')
  const name = named ? take(cursor) : ''
  return { name, pattern: parsePattern(cursor) }
}

function parseList<T>(cursor: Cursor, open: string, close: string, item: (cursor: Cursor) => T): T[] {
  expect(cursor, open)
  const items: T[] = []
  while (!accept(cursor, close)) {
    if (items.length) expect(cursor, ',')
    items.push(item(cursor))
  }
  return items
}

function take(cursor: Cursor): string {
  return cursor.tokens[cursor.position++] ?? ''
}

function accept(cursor: Cursor, token: string): boolean {
  if (cursor.tokens[cursor.position] !== token) return false
  cursor.position += 1
  return true
}

function expect(cursor: Cursor, token: string): void {
  if (!accept(cursor, token))
    throw new Error(`signature "${cursor.tokens.join(' ')}": ${token} expected at token ${cursor.position + 1}`)
}

import type { ExpressionSyntax, OptionSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { isIdentifier, readIdentifier, readIdentifierList, readTablePath } from './names.ts'
import { readText } from './type.ts'

export interface ColumnAttributes {
  readonly notNull: boolean
  readonly default?: ExpressionSyntax
  readonly options: readonly OptionSyntax[]
}

/** What may follow a column's type, in any order. Keys are read and dropped: BigQuery does not enforce them. */
export function readColumnAttributes(cursor: Cursor): ColumnAttributes {
  let notNull = false
  let standard: { default?: ExpressionSyntax } = {}
  let options: OptionSyntax[] = []
  for (;;) {
    if (acceptAll(cursor, 'NOT', 'NULL')) notNull = true
    else if (accept(cursor, 'DEFAULT')) standard = { default: readExpression(cursor) }
    else if (isNext(cursor, 'OPTIONS')) options = readOptions(cursor)
    else if (accept(cursor, 'COLLATE')) readText(cursor)
    else if (!skipKey(cursor)) return { notNull, ...standard, options }
  }
}

/** The same inside a struct type, whose fields have no place for them in the tree. */
export function skipColumnAttributes(cursor: Cursor): void {
  if (isNext(cursor, 'NOT') || isNext(cursor, 'OPTIONS') || isNext(cursor, 'COLLATE')) readColumnAttributes(cursor)
}

function skipKey(cursor: Cursor): boolean {
  if (acceptAll(cursor, 'PRIMARY', 'KEY')) {
    acceptAll(cursor, 'NOT', 'ENFORCED')
    return true
  }
  if (!isNext(cursor, 'REFERENCES')) return false
  skipReferences(cursor)
  return true
}

/** A table constraint in place of a column: `PRIMARY KEY (a) NOT ENFORCED`. Says whether one was there. */
export function skipTableConstraint(cursor: Cursor): boolean {
  if (
    isNext(cursor, 'CONSTRAINT') &&
    isIdentifier(peek(cursor, 1)) &&
    ['PRIMARY', 'FOREIGN'].includes(peek(cursor, 2).word)
  ) {
    take(cursor)
    take(cursor)
  }
  const primary = acceptAll(cursor, 'PRIMARY', 'KEY')
  if (!primary && !acceptAll(cursor, 'FOREIGN', 'KEY')) return false
  readIdentifierList(cursor)
  if (primary) acceptAll(cursor, 'NOT', 'ENFORCED')
  else skipReferences(cursor)
  return true
}

function skipReferences(cursor: Cursor): void {
  expect(cursor, 'REFERENCES')
  readTablePath(cursor)
  readIdentifierList(cursor)
  acceptAll(cursor, 'NOT', 'ENFORCED')
}

/** `OPTIONS (name = value, …)`; empty where none is written. */
export function readOptions(cursor: Cursor): OptionSyntax[] {
  if (!accept(cursor, 'OPTIONS')) return []
  expect(cursor, '(')
  const options: OptionSyntax[] = []
  while (!isNext(cursor, ')')) {
    options.push(readOption(cursor))
    if (!accept(cursor, ',')) break
  }
  expect(cursor, ')')
  return options
}

function readOption(cursor: Cursor): OptionSyntax {
  const name = readIdentifier(cursor, 'an option name')
  expect(cursor, '=')
  return { name, value: readExpression(cursor), start: name.start, end: endOf(cursor) }
}

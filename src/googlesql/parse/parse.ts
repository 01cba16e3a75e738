import type { ExpressionSyntax, QuerySyntax, ScriptSyntax, StatementSyntax, TypeSyntax } from '../syntax.ts'
import { accept, type Cursor, fail, openCursor, peek, refuse } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readQuery } from './query.ts'
import { readStatement } from './statement.ts'
import { readType } from './type.ts'

/**
 * The statements of a text. An empty text, or one of comments, has none.
 *
 * @throws {SqlError} `syntax`, at the first token that does not fit
 */
export function parseScript(text: string): ScriptSyntax {
  return parseWhole(text, (cursor) => {
    const statements: StatementSyntax[] = []
    while (accept(cursor, ';'));
    while (peek(cursor).kind !== 'end') {
      statements.push(readStatement(cursor))
      if (peek(cursor).kind !== 'end' && !accept(cursor, ';')) fail(cursor, '; or the end of the text')
      while (accept(cursor, ';'));
    }
    return { statements }
  })
}

/**
 * A text that is one query; a semicolon may end it.
 *
 * @throws {SqlError} `syntax`
 */
export function parseQuery(text: string): QuerySyntax {
  return parseWhole(text, (cursor) => {
    const query = readQuery(cursor)
    accept(cursor, ';')
    return query
  })
}

/** @throws {SqlError} `syntax` */
export function parseExpression(text: string): ExpressionSyntax {
  return parseWhole(text, readExpression)
}

/** A type such as `ARRAY<STRUCT<a INT64>>`. @throws {SqlError} `syntax` */
export function parseType(text: string): TypeSyntax {
  return parseWhole(text, readType)
}

function parseWhole<Result>(text: string, read: (cursor: Cursor) => Result): Result {
  const cursor = openCursor(text)
  const result = refusingOverflow(cursor, () => read(cursor))
  if (peek(cursor).kind !== 'end') fail(cursor, 'the end of the text')
  return result
}

/** Nesting is as deep as the stack allows: some thousand levels. Deeper text is refused where it became too deep. */
function refusingOverflow<Result>(cursor: Cursor, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return refuse(peek(cursor), 'nested too deeply', 'split it into WITH entries')
  }
}

import type { StatementSyntax } from '../syntax.ts'
import { type Cursor, endOf, isNext, peek, take } from './cursor.ts'

/**
 * A statement that is only carried: everything up to its semicolon.
 *
 * @param words how many words name it
 */
export function readOther(cursor: Cursor, words: number): StatementSyntax {
  const { start } = peek(cursor)
  const verb = Array.from({ length: words }, (_, ahead) => peek(cursor, ahead).word).filter((word) => word !== '')
  while (!isNext(cursor, ';') && peek(cursor).kind !== 'end') take(cursor)
  return { kind: 'other', verb: verb.join(' '), start, end: endOf(cursor) }
}

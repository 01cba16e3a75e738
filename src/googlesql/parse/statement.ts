import type { StatementSyntax } from '../syntax.ts'
import { readCreate } from './create.ts'
import { type Cursor, endOf, fail, peek } from './cursor.ts'
import { readDelete, readInsert, readTruncate, readUpdate } from './dml.ts'
import { readAlter, readDrop } from './drop-alter.ts'
import { skipHint } from './hint-clause.ts'
import { readMerge } from './merge.ts'
import { isIdentifier } from './names.ts'
import { readOther } from './other-statement.ts'
import { readQuery, startsQuery } from './query.ts'
import {
  readBegin,
  readCaseStatement,
  readFor,
  readIf,
  readLabelled,
  readLoop,
  readRepeat,
  readWhile,
} from './script.ts'
import {
  readAssert,
  readCallStatement,
  readDeclare,
  readEnd,
  readExecute,
  readExport,
  readJump,
  readRaise,
  readReturn,
  readSetStatement,
} from './script-statement.ts'

type Reader = (cursor: Cursor) => StatementSyntax

/** Statements by first word. */
const readers: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    CREATE: (cursor) => readCreate(cursor),
    DROP: (cursor) => readDrop(cursor),
    ALTER: (cursor) => readAlter(cursor),
    INSERT: (cursor) => readInsert(cursor),
    UPDATE: (cursor) => readUpdate(cursor),
    DELETE: (cursor) => readDelete(cursor),
    TRUNCATE: (cursor) => readTruncate(cursor),
    MERGE: (cursor) => readMerge(cursor),
    DECLARE: (cursor) => readDeclare(cursor),
    SET: (cursor) => readSetStatement(cursor),
    EXECUTE: (cursor) => readExecute(cursor),
    BEGIN: (cursor) => readBegin(cursor),
    IF: (cursor) => readIf(cursor),
    CASE: (cursor) => readCaseStatement(cursor),
    LOOP: (cursor) => readLoop(cursor),
    WHILE: (cursor) => readWhile(cursor),
    REPEAT: (cursor) => readRepeat(cursor),
    FOR: (cursor) => readFor(cursor),
    BREAK: (cursor) => readJump(cursor, 'break'),
    LEAVE: (cursor) => readJump(cursor, 'break'),
    CONTINUE: (cursor) => readJump(cursor, 'continue'),
    ITERATE: (cursor) => readJump(cursor, 'continue'),
    RETURN: (cursor) => readReturn(cursor),
    RAISE: (cursor) => readRaise(cursor),
    CALL: (cursor) => readCallStatement(cursor),
    COMMIT: (cursor) => readEnd(cursor, 'commitTransaction'),
    ROLLBACK: (cursor) => readEnd(cursor, 'rollbackTransaction'),
    ASSERT: (cursor) => readAssert(cursor),
    EXPORT: (cursor) => readExport(cursor),
    GRANT: (cursor) => readOther(cursor, 1),
    REVOKE: (cursor) => readOther(cursor, 1),
    LOAD: (cursor) => readOther(cursor, 2),
    UNDROP: (cursor) => readOther(cursor, 2),
  }),
)

/** One statement without the semicolon behind it. */
export function readStatement(cursor: Cursor): StatementSyntax {
  skipHint(cursor)
  const { start, word } = peek(cursor)
  if (startsQuery(cursor) || word === '(') {
    const query = readQuery(cursor)
    return { kind: 'queryStatement', query, start, end: endOf(cursor) }
  }
  if (isIdentifier(peek(cursor)) && peek(cursor, 1).word === ':') return readLabelled(cursor)
  return (readers.get(word) ?? refuseStatement)(cursor)
}

function refuseStatement(cursor: Cursor): never {
  return fail(cursor, 'a statement')
}

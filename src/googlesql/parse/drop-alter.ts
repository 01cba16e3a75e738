import type { AlterAction, DropObject, StatementSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readTablePath } from './names.ts'
import { readOther } from './other-statement.ts'

const objects: readonly DropObject[] = [
  'TABLE FUNCTION',
  'TABLE',
  'VIEW',
  'MATERIALIZED VIEW',
  'FUNCTION',
  'PROCEDURE',
  'SCHEMA',
  'SNAPSHOT TABLE',
  'EXTERNAL TABLE',
]

export function readDrop(cursor: Cursor): StatementSyntax {
  const { start } = peek(cursor)
  const object = objectAfterVerb(cursor)
  if (object === undefined) return readOther(cursor, 2)
  const ifExists = acceptAll(cursor, 'IF', 'EXISTS')
  const path = readTablePath(cursor)
  const cascade = accept(cursor, 'CASCADE')
  if (!cascade) accept(cursor, 'RESTRICT')
  return { kind: 'drop', object, ifExists, path, cascade, start, end: endOf(cursor) }
}

export function readAlter(cursor: Cursor): StatementSyntax {
  const { start } = peek(cursor)
  const object = objectAfterVerb(cursor)
  if (object === undefined) return readOther(cursor, 2)
  const ifExists = acceptAll(cursor, 'IF', 'EXISTS')
  const path = readTablePath(cursor)
  const actions: AlterAction[] = []
  do actions.push(readAction(cursor))
  while (accept(cursor, ','))
  return { kind: 'alter', object, ifExists, path, actions, start, end: endOf(cursor) }
}

/** The object behind DROP or ALTER; where it is none that we know, nothing has been consumed. */
function objectAfterVerb(cursor: Cursor): DropObject | undefined {
  const verb = cursor.index
  take(cursor)
  const object = objects.find((candidate) => acceptAll(cursor, ...candidate.split(' ')))
  if (object === undefined) cursor.index = verb
  return object
}

/** `ADD COLUMN a INT64`: two words say what it does, the rest is skipped up to the next comma outside of brackets. */
function readAction(cursor: Cursor): AlterAction {
  const { start, kind } = peek(cursor)
  if (kind !== 'word') fail(cursor, 'an action such as ADD COLUMN or SET OPTIONS')
  const action = [take(cursor), peek(cursor)].map((token) => token.word).join(' ')
  skipAction(cursor)
  return { action: action.trim(), start, end: endOf(cursor) }
}

const openers: ReadonlySet<string> = new Set(['(', '[', '<'])
const closers: ReadonlyMap<string, number> = new Map([
  [')', 1],
  [']', 1],
  ['>', 1],
  ['>>', 2],
])

function skipAction(cursor: Cursor): void {
  let depth = 0
  while (peek(cursor).kind !== 'end' && !isNext(cursor, ';') && !(depth === 0 && isNext(cursor, ','))) {
    const { word } = take(cursor)
    depth += openers.has(word) ? 1 : -(closers.get(word) ?? 0)
  }
  if (depth > 0) expect(cursor, ')')
}

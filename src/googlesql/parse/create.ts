import type { StatementSyntax } from '../syntax.ts'
import { readOptions } from './column-attributes.ts'
import { type CreateHead, readIfNotExists } from './create-head.ts'
import { readCreateFunction, readCreateProcedure } from './create-routine.ts'
import { readCreateTable, readCreateView } from './create-table.ts'
import { accept, acceptAll, type Cursor, endOf, expect, peek } from './cursor.ts'
import { readSystemTime } from './from.ts'
import { readTablePath } from './names.ts'
import { readOther } from './other-statement.ts'

export function readCreate(cursor: Cursor): StatementSyntax {
  const from = cursor.index
  const { start } = expect(cursor, 'CREATE')
  const orReplace = acceptAll(cursor, 'OR', 'REPLACE')
  const temporary = accept(cursor, 'TEMP') || accept(cursor, 'TEMPORARY')
  const statement = readObject(cursor, { start, orReplace, temporary })
  if (statement !== undefined) return statement
  const words = peek(cursor).word
  cursor.index = from
  return { ...readOther(cursor, 1), kind: 'other', verb: `CREATE ${words}` }
}

function readObject(cursor: Cursor, head: CreateHead): StatementSyntax | undefined {
  if (acceptAll(cursor, 'TABLE', 'FUNCTION')) return readCreateFunction(cursor, head, 'table')
  if (acceptAll(cursor, 'AGGREGATE', 'FUNCTION')) return readCreateFunction(cursor, head, 'aggregate')
  if (accept(cursor, 'FUNCTION')) return readCreateFunction(cursor, head, 'scalar')
  if (accept(cursor, 'PROCEDURE')) return readCreateProcedure(cursor, head)
  if (accept(cursor, 'TABLE')) return readCreateTable(cursor, head, false)
  if (acceptAll(cursor, 'EXTERNAL', 'TABLE')) return readCreateTable(cursor, head, true)
  if (accept(cursor, 'VIEW')) return readCreateView(cursor, head, false)
  if (acceptAll(cursor, 'MATERIALIZED', 'VIEW')) return readCreateView(cursor, head, true)
  if (acceptAll(cursor, 'SNAPSHOT', 'TABLE')) return readSnapshot(cursor, head)
  if (accept(cursor, 'SCHEMA')) return readSchema(cursor, head)
  return undefined
}

function readSchema(cursor: Cursor, { start }: CreateHead): StatementSyntax {
  const ifNotExists = readIfNotExists(cursor)
  const path = readTablePath(cursor, 'a dataset name')
  if (acceptAll(cursor, 'DEFAULT', 'COLLATE')) cursor.index++
  const options = readOptions(cursor)
  return { kind: 'createSchema', path, ifNotExists, options, start, end: endOf(cursor) }
}

function readSnapshot(cursor: Cursor, { start }: CreateHead): StatementSyntax {
  const ifNotExists = readIfNotExists(cursor)
  const path = readTablePath(cursor)
  expect(cursor, 'CLONE')
  const clone = readTablePath(cursor)
  const systemTime = peek(cursor).word === 'FOR' ? { systemTime: readSystemTime(cursor) } : {}
  const options = readOptions(cursor)
  return { kind: 'createSnapshot', path, ifNotExists, clone, ...systemTime, options, start, end: endOf(cursor) }
}

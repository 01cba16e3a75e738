import type { Identifier, SetTarget, StatementSyntax } from '../syntax.ts'
import { readOptions } from './column-attributes.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readParameter } from './literal.ts'
import { isIdentifier, readAsAlias, readIdentifier, readIdentifiers, readPath, readTablePath } from './names.ts'
import { readQuery } from './query.ts'
import { readText, readType } from './type.ts'
import { readExpressions } from './window.ts'

/** `DECLARE a, b INT64 DEFAULT 1`; the type or the default may be absent, not both. */
export function readDeclare(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'DECLARE')
  const names = readIdentifiers(cursor)
  const type = isNext(cursor, 'DEFAULT') ? {} : { type: readType(cursor) }
  const standard = accept(cursor, 'DEFAULT') ? { default: readExpression(cursor) } : {}
  return { kind: 'declare', names, ...type, ...standard, start, end: endOf(cursor) }
}

/** `SET x = 1`, `SET (a, b) = (1, 2)`, `SET @@time_zone = 'UTC'` */
export function readSetStatement(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'SET')
  const targets: SetTarget[] = []
  const listed = accept(cursor, '(')
  do targets.push(readSetTarget(cursor))
  while (listed && accept(cursor, ','))
  if (listed) expect(cursor, ')')
  expect(cursor, '=')
  const value = readExpression(cursor)
  return { kind: 'set', targets, value, start, end: endOf(cursor) }
}

function readSetTarget(cursor: Cursor): SetTarget {
  if (isNext(cursor, '@@')) {
    const variable = readParameter(cursor)
    if (variable.kind === 'systemVariable') return variable
  }
  const path = readPath(cursor, 'the name of a variable')
  return { kind: 'name', path, start: path.start, end: path.end }
}

/** `EXECUTE IMMEDIATE sql INTO a USING 1 AS x` */
export function readExecute(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'EXECUTE')
  expect(cursor, 'IMMEDIATE')
  const sql = readExpression(cursor)
  const into: Identifier[] = accept(cursor, 'INTO') ? readIdentifiers(cursor) : []
  const using: { value: ReturnType<typeof readExpression>; alias?: Identifier }[] = []
  if (accept(cursor, 'USING')) {
    do using.push({ value: readExpression(cursor), ...readAsAlias(cursor) })
    while (accept(cursor, ','))
  }
  return { kind: 'executeImmediate', sql, into, using, start, end: endOf(cursor) }
}

export function readJump(cursor: Cursor, kind: 'break' | 'continue'): StatementSyntax {
  const { start } = take(cursor)
  const label = isIdentifier(peek(cursor)) ? { label: readIdentifier(cursor) } : {}
  return { kind, ...label, start, end: endOf(cursor) }
}

export function readReturn(cursor: Cursor): StatementSyntax {
  const { start, end } = take(cursor)
  return { kind: 'return', start, end }
}

/** `RAISE [USING MESSAGE = text]` */
export function readRaise(cursor: Cursor): StatementSyntax {
  const { start } = take(cursor)
  if (!accept(cursor, 'USING')) return { kind: 'raise', start, end: endOf(cursor) }
  expect(cursor, 'MESSAGE')
  expect(cursor, '=')
  const message = readExpression(cursor)
  return { kind: 'raise', message, start, end: endOf(cursor) }
}

export function readCallStatement(cursor: Cursor): StatementSyntax {
  const { start } = take(cursor)
  const name = readTablePath(cursor, 'the name of a procedure')
  expect(cursor, '(')
  const values = isNext(cursor, ')') ? [] : readExpressions(cursor)
  expect(cursor, ')')
  return { kind: 'callStatement', name, arguments: values, start, end: endOf(cursor) }
}

/** `COMMIT [TRANSACTION]`, `ROLLBACK [TRANSACTION]` */
export function readEnd(cursor: Cursor, kind: 'commitTransaction' | 'rollbackTransaction'): StatementSyntax {
  const { start } = take(cursor)
  accept(cursor, 'TRANSACTION')
  return { kind, start, end: endOf(cursor) }
}

/** `ASSERT condition [AS 'message']` */
export function readAssert(cursor: Cursor): StatementSyntax {
  const { start } = take(cursor)
  const condition = readExpression(cursor)
  const message = accept(cursor, 'AS') ? { message: readText(cursor) } : {}
  return { kind: 'assert', condition, ...message, start, end: endOf(cursor) }
}

/** `EXPORT DATA [WITH CONNECTION c] OPTIONS (…) AS query` */
export function readExport(cursor: Cursor): StatementSyntax {
  const { start } = take(cursor)
  if (!accept(cursor, 'DATA')) fail(cursor, 'DATA')
  if (acceptAll(cursor, 'WITH', 'CONNECTION')) readTablePath(cursor, 'the name of a connection')
  const options = readOptions(cursor)
  expect(cursor, 'AS')
  const query = readQuery(cursor)
  return { kind: 'exportData', options, query, start, end: endOf(cursor) }
}

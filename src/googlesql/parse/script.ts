import type { BlockSyntax, Identifier, StatementSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, expectAll, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readIdentifier } from './names.ts'
import { readQuery } from './query.ts'
import { readStatement } from './statement.ts'

type Label = { label?: Identifier }

/** `BEGIN … END`, or `BEGIN [TRANSACTION]`. */
export function readBegin(cursor: Cursor): StatementSyntax {
  const { start, end } = peek(cursor)
  if (acceptAll(cursor, 'BEGIN', 'TRANSACTION')) return { kind: 'beginTransaction', start, end: endOf(cursor) }
  const next = peek(cursor, 1)
  if (next.word === ';' || next.kind === 'end') {
    take(cursor)
    return { kind: 'beginTransaction', start, end }
  }
  return readBlock(cursor)
}

export function readBlock(cursor: Cursor, label: Label = {}): BlockSyntax {
  const { start } = expect(cursor, 'BEGIN')
  const body = readStatements(cursor)
  const handler = acceptAll(cursor, 'EXCEPTION', 'WHEN', 'ERROR', 'THEN') ? { handler: readStatements(cursor) } : {}
  expectEnd(cursor)
  readEndLabel(cursor, label)
  return { kind: 'block', ...label, body, ...handler, start: label.label?.start ?? start, end: endOf(cursor) }
}

/** Statements, each with a semicolon behind it, up to a word that ends them. */
export function readStatements(cursor: Cursor): StatementSyntax[] {
  const statements: StatementSyntax[] = []
  while (!endsStatements(cursor)) {
    statements.push(readStatement(cursor))
    if (!accept(cursor, ';')) fail(cursor, '; after the statement')
    while (accept(cursor, ';'));
  }
  return statements
}

function endsStatements(cursor: Cursor): boolean {
  const { kind, word } = peek(cursor)
  if (kind === 'end' || word === 'END' || word === 'ELSE' || word === 'ELSEIF' || word === 'WHEN' || word === 'UNTIL')
    return true
  return word === 'EXCEPTION' && peek(cursor, 1).word === 'WHEN'
}

function expectEnd(cursor: Cursor, ...words: readonly string[]): void {
  if (!isNext(cursor, 'END')) fail(cursor, ['END', ...words].join(' '))
  expectAll(cursor, 'END', ...words)
}

/** `name: BEGIN …`, `name: LOOP …` */
export function readLabelled(cursor: Cursor): StatementSyntax {
  const label = { label: readIdentifier(cursor) }
  expect(cursor, ':')
  const { word } = peek(cursor)
  if (word === 'BEGIN') return readBlock(cursor, label)
  if (word === 'LOOP') return readLoop(cursor, label)
  if (word === 'WHILE') return readWhile(cursor, label)
  if (word === 'REPEAT') return readRepeat(cursor, label)
  if (word === 'FOR') return readFor(cursor, label)
  return fail(cursor, 'BEGIN, LOOP, WHILE, REPEAT or FOR after a label')
}

function readEndLabel(cursor: Cursor, { label }: Label): void {
  if (label === undefined || peek(cursor).text.toLowerCase() !== label.name.toLowerCase()) return
  take(cursor)
}

export function readLoop(cursor: Cursor, label: Label = {}): StatementSyntax {
  const { start } = expect(cursor, 'LOOP')
  const body = readStatements(cursor)
  expectEnd(cursor, 'LOOP')
  readEndLabel(cursor, label)
  return { kind: 'loop', ...label, body, start: label.label?.start ?? start, end: endOf(cursor) }
}

export function readWhile(cursor: Cursor, label: Label = {}): StatementSyntax {
  const { start } = expect(cursor, 'WHILE')
  const condition = readExpression(cursor)
  expect(cursor, 'DO')
  const body = readStatements(cursor)
  expectEnd(cursor, 'WHILE')
  readEndLabel(cursor, label)
  return { kind: 'while', ...label, condition, body, start: label.label?.start ?? start, end: endOf(cursor) }
}

export function readRepeat(cursor: Cursor, label: Label = {}): StatementSyntax {
  const { start } = expect(cursor, 'REPEAT')
  const body = readStatements(cursor)
  expect(cursor, 'UNTIL')
  const until = readExpression(cursor)
  expectEnd(cursor, 'REPEAT')
  readEndLabel(cursor, label)
  return { kind: 'repeat', ...label, body, until, start: label.label?.start ?? start, end: endOf(cursor) }
}

/** `FOR row IN (SELECT …) DO … END FOR` */
export function readFor(cursor: Cursor, label: Label = {}): StatementSyntax {
  const { start } = expect(cursor, 'FOR')
  const variable = readIdentifier(cursor, 'the name of a variable')
  expect(cursor, 'IN')
  expect(cursor, '(')
  const query = readQuery(cursor)
  expect(cursor, ')')
  expect(cursor, 'DO')
  const body = readStatements(cursor)
  expectEnd(cursor, 'FOR')
  readEndLabel(cursor, label)
  return { kind: 'forIn', ...label, variable, query, body, start: label.label?.start ?? start, end: endOf(cursor) }
}

export function readIf(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'IF')
  const branches = [readBranch(cursor)]
  while (accept(cursor, 'ELSEIF')) branches.push(readBranch(cursor))
  const otherwise = accept(cursor, 'ELSE') ? readStatements(cursor) : []
  expectEnd(cursor, 'IF')
  return { kind: 'if', branches, otherwise, start, end: endOf(cursor) }
}

function readBranch(cursor: Cursor) {
  const condition = readExpression(cursor)
  expect(cursor, 'THEN')
  return { condition, body: readStatements(cursor) }
}

export function readCaseStatement(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'CASE')
  const operand = isNext(cursor, 'WHEN') ? {} : { operand: readExpression(cursor) }
  const whens: { when: ReturnType<typeof readExpression>; body: StatementSyntax[] }[] = []
  while (accept(cursor, 'WHEN')) {
    const { condition, body } = readBranch(cursor)
    whens.push({ when: condition, body })
  }
  if (whens.length === 0) fail(cursor, 'WHEN')
  const otherwise = accept(cursor, 'ELSE') ? readStatements(cursor) : []
  expectEnd(cursor, 'CASE')
  return { kind: 'caseStatement', ...operand, whens, otherwise, start, end: endOf(cursor) }
}

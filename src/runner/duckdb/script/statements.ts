import { SqlError } from '../../../googlesql/sql-error.ts'
import type { StatementSyntax } from '../../../googlesql/syntax.ts'
import { callProcedure } from './call.ts'
import { runBlock, runCase, runFor, runIf, runLoop, runRepeat, runWhile } from './control.ts'
import { createTable } from './create-table.ts'
import { createFunction, createProcedure, createView, drop } from './definitions.ts'
import { assertTrue, noteStatement, raise } from './errors.ts'
import { executeImmediate } from './execute-immediate.ts'
import { checkpoint, type Frame } from './frame.ts'
import { modify, truncate } from './modify.ts'
import { keepResult } from './result.ts'
import { beginTransaction, commitTransaction, rollbackTransaction } from './transaction.ts'
import { declare, set } from './variables.ts'

/** How a statement ended: go on with the next one, leave the script or procedure, or leave or repeat a loop. */
export type Flow = 'next' | 'return' | Jump

export interface Jump {
  readonly kind: 'break' | 'continue'
  /** Lower case; absent: the nearest loop. */
  readonly label: string | undefined
}

/** Runs the statements of a block, with whose end the variables end that it declares. */
export async function runStatements(frame: Frame, statements: readonly StatementSyntax[]): Promise<Flow> {
  checkDeclarations(statements)
  const before = new Set(frame.variables.keys())
  try {
    return await runEach(frame, statements)
  } finally {
    for (const name of frame.variables.keys()) {
      if (!before.has(name) && !name.startsWith('@@')) frame.variables.delete(name)
    }
  }
}

/** Runs statements until one of them jumps. What they declare stays. */
export async function runEach(frame: Frame, statements: readonly StatementSyntax[]): Promise<Flow> {
  for (const statement of statements) {
    const flow = await runStatement(frame, statement)
    if (flow !== 'next') return flow
  }
  return 'next'
}

export function checkDeclarations(statements: readonly StatementSyntax[]): void {
  const first = statements.findIndex(({ kind }) => kind !== 'declare')
  const late = first < 0 ? undefined : statements.slice(first).find(({ kind }) => kind === 'declare')
  if (late !== undefined) {
    throw new SqlError('invalid-query', 'DECLARE must stand before any other statement of its block', late, {
      hint: 'move it up, or open a block: BEGIN DECLARE ...; ... END',
    })
  }
}

async function runStatement(frame: Frame, statement: StatementSyntax): Promise<Flow> {
  await checkpoint(frame)
  const flow = await runControl(frame, statement)
  if (flow !== undefined) return flow
  await noteStatement(frame, statement, () => runAction(frame, statement))
  return 'next'
}

/** Statements that run others, or decide what runs next. */
async function runControl(frame: Frame, statement: StatementSyntax): Promise<Flow | undefined> {
  switch (statement.kind) {
    case 'block':
      return runBlock(frame, statement)
    case 'if':
      return runIf(frame, statement)
    case 'caseStatement':
      return runCase(frame, statement)
    case 'loop':
      return runLoop(frame, statement)
    case 'while':
      return runWhile(frame, statement)
    case 'repeat':
      return runRepeat(frame, statement)
    case 'forIn':
      return runFor(frame, statement)
    case 'break':
    case 'continue':
      return { kind: statement.kind, label: statement.label?.name.toLowerCase() }
    case 'return':
      return 'return'
    default:
      return undefined
  }
}

/** Statements that do one thing. */
async function runAction(frame: Frame, statement: StatementSyntax): Promise<void> {
  switch (statement.kind) {
    case 'queryStatement':
      return keepResult(frame, statement.query)
    case 'declare':
      return declare(frame, statement)
    case 'set':
      return set(frame, statement)
    case 'executeImmediate':
      return executeImmediate(frame, statement)
    case 'callStatement':
      return callProcedure(frame, statement)
    case 'raise':
      return raise(frame, statement)
    case 'assert':
      return assertTrue(frame, statement)
    default:
      return runChange(frame, statement)
  }
}

/** Statements that change tables or make something. */
async function runChange(frame: Frame, statement: StatementSyntax): Promise<void> {
  switch (statement.kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return modify(frame, statement)
    case 'truncate':
      return truncate(frame, statement)
    case 'createTable':
      return createTable(frame, statement)
    case 'createView':
      return createView(frame, statement)
    case 'createFunction':
      return createFunction(frame, statement)
    case 'createProcedure':
      return createProcedure(frame, statement)
    case 'drop':
      return drop(frame, statement)
    case 'beginTransaction':
      return beginTransaction(frame, statement)
    case 'commitTransaction':
      return commitTransaction(frame, statement)
    case 'rollbackTransaction':
      return rollbackTransaction(frame, statement)
    case 'createSchema':
      // a dataset is a folder that comes with its first table
      return
    default:
      throw new SqlError('unsupported', `${describe(statement)} cannot run here`, statement)
  }
}

function describe(statement: StatementSyntax): string {
  if (statement.kind === 'other') return statement.verb
  if (statement.kind === 'alter') return `ALTER ${statement.object}`
  if (statement.kind === 'createSnapshot') return 'CREATE SNAPSHOT TABLE'
  return statement.kind === 'exportData' ? 'EXPORT DATA' : `the statement ${statement.kind}`
}

import type { BlockSyntax, ExpressionSyntax, StatementSyntax } from '../../../googlesql/syntax.ts'
import { structOf } from '../../../googlesql/types.ts'
import { isTrue } from './condition.ts'
import { isCatchable, withError } from './errors.ts'
import { checkpoint, type Frame } from './frame.ts'
import { type Flow, type Jump, runStatements } from './statements.ts'
import { bindForOne } from './variables.ts'

type Statement<Kind extends StatementSyntax['kind']> = Extract<StatementSyntax, { kind: Kind }>

/** A handler sees the variables declared around the block, as they were when the error came. */
export async function runBlock(frame: Frame, block: BlockSyntax): Promise<Flow> {
  const flow =
    block.handler === undefined ? await runStatements(frame, block.body) : await runGuarded(frame, block, block.handler)
  return isFor(flow, block) ? 'next' : flow
}

async function runGuarded(frame: Frame, block: BlockSyntax, handler: readonly StatementSyntax[]): Promise<Flow> {
  frame.job.catching++
  try {
    return await runStatements(frame, block.body).finally(() => frame.job.catching--)
  } catch (error) {
    if (!isCatchable(error)) throw error
    return withError(frame, error, () => runStatements(frame, handler))
  }
}

export async function runIf(frame: Frame, statement: Statement<'if'>): Promise<Flow> {
  for (const { condition, body } of statement.branches) {
    if (await isTrue(frame, condition)) return runStatements(frame, body)
  }
  return runStatements(frame, statement.otherwise)
}

/** The operand of CASE is evaluated once. */
export async function runCase(frame: Frame, statement: Statement<'caseStatement'>): Promise<Flow> {
  const { operand, whens, otherwise } = statement
  const value = operand && (await frame.job.engine.evaluate(operand, frame))
  for (const { when, body } of whens) {
    const matches = value === undefined ? await isTrue(frame, when) : await bindForOne(frame, value, when, equals)
    if (matches) return runStatements(frame, body)
  }
  return runStatements(frame, otherwise)
}

function equals(frame: Frame, left: ExpressionSyntax, right: ExpressionSyntax): Promise<boolean> {
  const { start, end } = right
  return isTrue(frame, { kind: 'binary', operator: '=', left, right, start, end })
}

export function runLoop(frame: Frame, statement: Statement<'loop'>): Promise<Flow> {
  return repeat(frame, statement, async () => true)
}

export function runWhile(frame: Frame, statement: Statement<'while'>): Promise<Flow> {
  return repeat(frame, statement, () => isTrue(frame, statement.condition))
}

export function runRepeat(frame: Frame, statement: Statement<'repeat'>): Promise<Flow> {
  let isFirst = true
  return repeat(frame, statement, async () => {
    if (!isFirst) return !(await isTrue(frame, statement.until))
    isFirst = false
    return true
  })
}

/** The query runs once, before the first round. */
export async function runFor(frame: Frame, statement: Statement<'forIn'>): Promise<Flow> {
  const { columns, rows } = await frame.job.engine.rows(statement.query, frame)
  const type = structOf(columns.map((column) => ({ name: column.name, type: column.type })))
  const name = statement.variable.name.toLowerCase()
  const hidden = frame.variables.get(name)
  let next = 0
  try {
    return await repeat(frame, statement, async () => {
      const row = rows[next++]
      if (row !== undefined) frame.variables.set(name, { type, value: row })
      return row !== undefined
    })
  } finally {
    if (hidden === undefined) frame.variables.delete(name)
    else frame.variables.set(name, hidden)
  }
}

type Loop = Statement<'loop' | 'while' | 'repeat' | 'forIn'>

/** @param proceed whether another round is due */
async function repeat(frame: Frame, loop: Loop, proceed: () => Promise<boolean>): Promise<Flow> {
  while (await proceed()) {
    await checkpoint(frame)
    const flow = await runStatements(frame, loop.body)
    if (flow === 'next') continue
    if (!isForLoop(flow, loop)) return flow
    if (flow.kind === 'break') return 'next'
  }
  return 'next'
}

function isForLoop(flow: Flow, loop: Loop): flow is Jump {
  return typeof flow === 'object' && (flow.label === undefined || isFor(flow, loop))
}

function isFor(flow: Flow, { label }: Loop | BlockSyntax): flow is Jump {
  return typeof flow === 'object' && flow.label !== undefined && flow.label === label?.name.toLowerCase()
}

import type { StatementSyntax } from '../../../googlesql/syntax.ts'
import { INT64 } from '../../../googlesql/types.ts'
import type { DmlSyntax } from '../statement.ts'
import { findTable } from './find-table.ts'
import type { Frame } from './frame.ts'
import { keepForRollback } from './transaction.ts'

/** INSERT, UPDATE, DELETE or MERGE; `@@row_count` says how many rows it changed. */
export async function modify(frame: Frame, statement: DmlSyntax): Promise<void> {
  await keepForRollback(frame, statement.table)
  countRows(frame, await frame.job.engine.modify(statement, frame))
}

export async function truncate(frame: Frame, { table }: Extract<StatementSyntax, { kind: 'truncate' }>): Promise<void> {
  await keepForRollback(frame, table)
  const name = await frame.tables.writable(findTable(frame, table).reference)
  countRows(frame, await frame.job.engine.run(`DELETE FROM ${name}`))
}

function countRows(frame: Frame, rows: bigint): void {
  frame.variables.set('@@row_count', { type: INT64, value: rows })
}

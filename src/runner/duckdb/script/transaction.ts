import type { TableReference } from '../../../googlesql/catalog.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type { Path, Span } from '../../../googlesql/syntax.ts'
import { quoteName } from '../duckdb-type.ts'
import { findTable } from './find-table.ts'
import type { Frame, Transaction } from './frame.ts'

export async function beginTransaction({ job }: Frame, span: Span): Promise<void> {
  if (job.transaction !== undefined)
    throw new SqlError('invalid-query', 'a transaction has begun already; they do not nest', span)
  job.transaction = { copies: new Map(), fresh: [], created: [] }
}

export async function commitTransaction(frame: Frame, span: Span): Promise<void> {
  await dropCopies(frame, running(frame, span))
  delete frame.job.transaction
}

export async function rollbackTransaction(frame: Frame, span: Span): Promise<void> {
  const transaction = running(frame, span)
  for (const [name, copy] of transaction.copies) {
    await frame.job.engine.run(`DELETE FROM ${name}`)
    await frame.job.engine.run(`INSERT INTO ${name} SELECT * FROM ${copy}`)
  }
  for (const table of transaction.fresh) frame.tables.forget(table)
  for (const name of transaction.created) await frame.tables.drop([name], true)
  await dropCopies(frame, transaction)
  delete frame.job.transaction
}

function running({ job }: Frame, span: Span): Transaction {
  if (job.transaction === undefined) throw new SqlError('invalid-query', 'there is no transaction to end', span)
  return job.transaction
}

async function dropCopies(frame: Frame, { copies }: Transaction): Promise<void> {
  for (const copy of copies.values()) await frame.job.engine.run(`DROP TABLE ${copy}`)
}

/** To be called before rows of a table change. */
export async function keepForRollback(frame: Frame, table: Path): Promise<void> {
  const { transaction, engine } = frame.job
  if (transaction === undefined) return
  const { reference } = findTable(frame, table)
  if (transaction.fresh.some((each) => sameTable(each, reference))) return
  if (!frame.tables.isChanged(reference)) {
    transaction.fresh.push(reference)
    return
  }
  const name = await frame.tables.writable(reference)
  if (transaction.copies.has(name)) return
  const copy = quoteName(`before the transaction ${transaction.copies.size}`)
  await engine.run(`CREATE TEMP TABLE ${copy} AS SELECT * FROM ${name}`)
  transaction.copies.set(name, copy)
}

function sameTable(one: TableReference, other: TableReference): boolean {
  return one.table === other.table && one.dataset === other.dataset && one.project === other.project
}

/**
 * To be called before something other than rows changes.
 *
 * @param temporaryTable the name of one that is made, which is all that BigQuery allows inside of a transaction
 */
export function noteDefinition({ job }: Frame, span: Span, temporaryTable?: string): void {
  if (job.transaction === undefined) return
  if (temporaryTable === undefined)
    throw new SqlError('invalid-query', 'only temporary tables can be made inside of a transaction', span)
  job.transaction.created.push(temporaryTable)
}

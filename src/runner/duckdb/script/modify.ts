import type { CatalogTable } from '../../../googlesql/catalog.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type { Path, StatementSyntax } from '../../../googlesql/syntax.ts'
import { INT64 } from '../../../googlesql/types.ts'
import type { DmlSyntax } from '../statement.ts'
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

/** @throws {SqlError} `unknown-table`, or `invalid-query` where it is a view */
export function findTable(frame: Frame, path: Path): CatalogTable {
  const names = path.names.map(({ name }) => name)
  const found = frame.tables.catalog.findTable(names)
  if (found?.kind === 'table') return found
  if (found === undefined) throw new SqlError('unknown-table', `there is no table ${names.join('.')}`, path)
  throw new SqlError(
    'invalid-query',
    `${names.join('.')} ${found.kind === 'view' ? 'is a view' : 'has no schema'}`,
    path,
  )
}

import type { CatalogTable } from '../../../googlesql/catalog.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type { Path } from '../../../googlesql/syntax.ts'
import type { Frame } from './frame.ts'

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

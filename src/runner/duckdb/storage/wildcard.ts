import { WarehouseError } from '../../../errors.ts'
import type { CatalogTable } from '../../../googlesql/catalog.ts'
import { formatType, type Type } from '../../../googlesql/types.ts'
import { duckDbType, quoteName, quoteText } from '../duckdb-type.ts'
import { formatReference } from './table-path.ts'

export const TABLE_SUFFIX = '_TABLE_SUFFIX'

/**
 * The rows of all tables that a wildcard stands for, columns named and ordered as `columns`; one that a table lacks is NULL.
 *
 * @param relation the rows of one table
 * @throws {WarehouseError} `schema-mismatch`: a column has other types in some tables
 */
export function wildcardSql(
  table: CatalogTable,
  columns: readonly string[],
  relation: (member: CatalogTable, columns: readonly string[]) => string,
): string {
  const selects = table.wildcard!.map(({ suffix, table: member }) => {
    checkMember(table, member, columns)
    const read = columns.filter((name) => typeOf(member, name) !== undefined)
    const items = columns.map((name) => `${memberColumn(table, member, suffix, name)} AS ${quoteName(name)}`)
    return `SELECT ${items.join(', ') || '1'} FROM ${relation(member, read)}`
  })
  return `(${selects.join(' UNION ALL ')})`
}

function memberColumn(table: CatalogTable, member: CatalogTable, suffix: string, name: string): string {
  if (name === TABLE_SUFFIX) return quoteText(suffix)
  return typeOf(member, name) === undefined ? `CAST(NULL AS ${duckDbType(typeOf(table, name)!)})` : quoteName(name)
}

function checkMember(table: CatalogTable, member: CatalogTable, columns: readonly string[]): void {
  for (const name of columns) {
    const [type, expected] = [typeOf(member, name), typeOf(table, name)!]
    if (type === undefined || formatType(type) === formatType(expected)) continue
    const types = `${formatType(type)} in ${formatReference(member.reference)}, ${formatType(expected)} in the last table`
    throw new WarehouseError(
      'schema-mismatch',
      `column "${name}" of ${formatReference(table.reference)} has more than one type: ${types}`,
      {
        retryable: false,
      },
    )
  }
}

function typeOf(table: CatalogTable, name: string): Type | undefined {
  return table.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.type
}

import type { Field } from '../../../generator/query-job.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type { CreateTableSyntax, ExpressionSyntax, Path, QuerySyntax } from '../../../googlesql/syntax.ts'
import { quoteName } from '../duckdb-type.ts'
import { renameFields } from '../emit/type-names.ts'
import { columnType, fieldOfType } from '../fields.ts'
import type { DmlSyntax, TranslatedQuery } from '../statement.ts'
import type { Frame } from './frame.ts'
import { selectNumbered } from './result.ts'

/** Fills an empty table with rows that have its columns in order, but for names of struct fields. */
export async function fill(
  { job }: Frame,
  name: string,
  schema: readonly Field[],
  rows: TranslatedQuery,
): Promise<void> {
  let made = 0
  const values = schema.map((field, index) =>
    renameFields(`c${index}`, rows.columns[index]!.type, columnType(field), () => `v${made++}`),
  )
  const columns = schema.map((field) => quoteName(field.name))
  await job.engine.run(
    `INSERT INTO ${name} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM (${selectNumbered(rows)})`,
  )
}

const ROWS = 'rows for declared columns'

/**
 * Columns that are declared coerce the query's as INSERT does, so that is what fills them.
 *
 * @param make makes the table; undefined where one is kept
 */
export async function fillDeclared(
  frame: Frame,
  statement: CreateTableSyntax,
  schema: readonly Field[],
  rows: TranslatedQuery,
  make: () => Promise<string | undefined>,
): Promise<void> {
  if (rows.columns.length !== schema.length) {
    const message = `${schema.length} columns are declared, but the query has ${rows.columns.length}`
    throw new SqlError('invalid-query', message, statement.query ?? statement)
  }
  const numbered = rows.columns.map(({ type }, index) => fieldOfType(`c${index}`, type))
  const kept = await frame.tables.createTemporaryTable(ROWS, numbered, 'replace')
  if (kept !== undefined) await fill(frame, kept, numbered, rows)
  const made = await make()
  if (made !== undefined) await frame.job.engine.modify(insertRows(statement), frame)
  await frame.tables.drop([ROWS], true)
}

function insertRows({ path, query, start, end }: CreateTableSyntax): DmlSyntax {
  const place = query ?? { start, end }
  const names = [{ name: ROWS, quoted: true, start: place.start, end: place.end }]
  const source = selectAll({ names, start: place.start, end: place.end })
  return { kind: 'insert', table: path, columns: [], source: { kind: 'query', query: source }, start, end }
}

/** `SELECT * FROM path` */
export function selectAll(path: Path, systemTime?: ExpressionSyntax): QuerySyntax {
  const { start, end } = path
  const star = { kind: 'star', except: [], replace: [], start, end } as const
  const from = { kind: 'table', path, ...(systemTime && { systemTime }), start, end } as const
  const body = { kind: 'select', distinct: false, items: [star], from, windows: [], start, end } as const
  return { kind: 'query', body, orderBy: [], pipes: [], start, end }
}

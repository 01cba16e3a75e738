import type { Field } from '../../../generator/query-job.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type { ColumnDefinition, CreateTableSyntax, Identifier, Path, QuerySyntax } from '../../../googlesql/syntax.ts'
import { quoteName } from '../duckdb-type.ts'
import { fieldOfType, schemaOfColumns } from '../fields.ts'
import type { TableDefinition } from '../job-tables.ts'
import type { TranslatedQuery } from '../statement.ts'
import { findTable } from './find-table.ts'
import type { Frame } from './frame.ts'
import { readPartitioning } from './partitioning.ts'
import { selectNumbered } from './result.ts'
import { fill, fillDeclared, selectAll } from './table-rows.ts'
import { noteDefinition } from './transaction.ts'
import { plainType } from './variables.ts'

/** CREATE TABLE, with or without columns, a query, or a table to copy; only of this job where it is temporary. */
export async function createTable(frame: Frame, statement: CreateTableSyntax): Promise<void> {
  refuseUnsupported(frame, statement)
  const source = statement.query ?? copyQuery(statement)
  // what a table is replaced with may come from the table itself, so the query is translated before
  const rows = source && (await rowsOf(frame, source))
  const schema = schemaOf(frame, statement, rows)
  if (rows !== undefined && statement.columns !== undefined) {
    return fillDeclared(frame, statement, schema, rows, () => makeTable(frame, statement, schema))
  }
  const name = await makeTable(frame, statement, schema)
  if (name !== undefined && rows !== undefined) await fill(frame, name, schema, rows)
}

function refuseUnsupported(frame: Frame, statement: CreateTableSyntax): void {
  const { external, path, columns, clone, copy, like, defaultCollate } = statement
  if (external) throw new SqlError('unsupported', 'CREATE EXTERNAL TABLE cannot run here', statement)
  if (defaultCollate !== undefined)
    throw new SqlError('unsupported', 'a table with a collation cannot be made here', statement)
  const withDefault = columns?.find((column) => column.default !== undefined)
  if (withDefault?.default !== undefined) {
    throw new SqlError('unsupported', 'a column with a default value cannot be made here', withDefault.default)
  }
  for (const source of [clone, copy, like]) if (source !== undefined) refusePartitioned(frame, source)
  noteDefinition(frame, statement, statement.temporary ? path.names.at(-1)?.name : undefined)
}

function refusePartitioned(frame: Frame, source: Path): void {
  if (findTable(frame, source).partitionColumn === undefined) return
  throw new SqlError('unsupported', 'a partitioned table cannot be copied here', source, {
    hint: 'write CREATE TABLE ... PARTITION BY ... AS SELECT * FROM ...',
  })
}

/** COPY and CLONE are `SELECT *`. */
function copyQuery({ copy, clone, systemTime }: CreateTableSyntax): QuerySyntax | undefined {
  const path = copy ?? clone
  return path && selectAll(path, systemTime)
}

/** Where a handler could go on after a failure, rows are found before the table changes: a statement happens whole or not at all. */
async function rowsOf({ job, ...scope }: Frame, query: QuerySyntax): Promise<TranslatedQuery> {
  const translated = await job.engine.translate(query, scope)
  if (job.catching === 0) return translated
  const name = quoteName('rows of a new table')
  await job.engine.run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${selectNumbered(translated)}`)
  return { sql: `SELECT * FROM ${name}`, columns: translated.columns }
}

// ---------------------------------------------------------------- schema

function schemaOf(frame: Frame, statement: CreateTableSyntax, rows: TranslatedQuery | undefined): readonly Field[] {
  const { columns, like } = statement
  if (columns !== undefined) return columns.map(fieldOf)
  if (like !== undefined) return findTable(frame, like).columns.map(({ name, type }) => fieldOfType(name, type))
  if (rows === undefined) throw new SqlError('invalid-query', 'CREATE TABLE needs columns or a query', statement)
  const unnamed = rows.columns.findIndex(({ name }) => name === '')
  if (unnamed < 0) return schemaOfColumns(rows.columns)
  throw new SqlError(
    'invalid-query',
    `column ${unnamed + 1} of CREATE TABLE has no name`,
    statement.query ?? statement,
    {
      hint: 'give it one: AS name',
    },
  )
}

function fieldOf({ name, type, notNull }: ColumnDefinition): Field {
  const field = fieldOfType(name.name, plainType(type))
  return notNull && field.mode === 'NULLABLE' ? { ...field, mode: 'REQUIRED' } : field
}

// ---------------------------------------------------------------- making and filling

async function makeTable(
  frame: Frame,
  statement: CreateTableSyntax,
  schema: readonly Field[],
): Promise<string | undefined> {
  const { path, orReplace, ifNotExists, temporary } = statement
  const ifPresent: TableDefinition['ifPresent'] = orReplace ? 'replace' : ifNotExists ? 'keep' : 'fail'
  if (temporary) return frame.tables.createTemporaryTable((path.names.at(-1) as Identifier).name, schema, ifPresent)
  const table = frame.tables.complete(path.names.map(({ name }) => name))
  const partitioning = readPartitioning(statement)
  const clustering = clusteringOf(statement)
  return frame.tables.createTable({
    table,
    schema,
    ...(partitioning && { partitioning }),
    ...(clustering && { clustering }),
    ifPresent,
  })
}

function clusteringOf({ clusterBy }: CreateTableSyntax): readonly string[] | undefined {
  if (clusterBy.length === 0) return undefined
  return clusterBy.map((item) => {
    if (item.kind === 'name' && item.path.names.length === 1) return (item.path.names[0] as Identifier).name
    throw new SqlError('invalid-query', 'a table is clustered by columns', item)
  })
}

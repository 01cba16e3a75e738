import type { CatalogTable } from '../../../googlesql/catalog.ts'
import { analyzing } from '../../../googlesql/resolve/analyzing.ts'
import type { Column, Expression, ResolvedDml, ResolvedMergeClause, Scan } from '../../../googlesql/resolved.ts'
import { BOOL } from '../../../googlesql/types.ts'
import { quoteName, quoteText } from '../duckdb-type.ts'
import type { ScalarFunction } from '../emit-context.ts'
import { CHANGED_COLUMN } from '../job-tables.ts'
import { closeRelation } from './close-relation.ts'
import { failSql, unsupported } from './context.ts'
import { emitAs, emitExpression } from './expression.ts'
import { isCorrelated } from './prepare.ts'
import { openStatement, WHOLE_TEXT } from './query.ts'
import { outputSql, parenthesized, printSelect } from './relation.ts'
import { emitScan } from './scan.ts'
import { type EmitOptions, innerScope, newAlias, openScope, type Scope } from './scope.ts'
import { renameFields } from './type-names.ts'
import { partsOfDml } from './walk.ts'

export interface EmittedDml {
  /** To be run in order; the last one changes the table, those before it check that it may. */
  readonly statements: readonly string[]
  readonly scalars: readonly ScalarFunction[]
}

/**
 * A change of a table as DuckDB statements.
 *
 * @param target the DuckDB table, quoted, with the columns of `dml.table`
 * @throws {SqlError} `unsupported`
 */
export function emitDml(dml: ResolvedDml, target: string, options: EmitOptions): EmittedDml {
  return analyzing(WHOLE_TEXT, () => printDml(dml, target, options))
}

function printDml(dml: ResolvedDml, target: string, options: EmitOptions): EmittedDml {
  const { scans, expressions } = partsOfDml(dml)
  const scope = openScope(openStatement(scans, expressions, options))
  const statements = emitStatements(dml, target, scope)
  return { statements, scalars: [...scope.statement.scalars.values()] }
}

function emitStatements(dml: ResolvedDml, target: string, scope: Scope): readonly string[] {
  switch (dml.kind) {
    case 'insert':
      return [emitInsert(dml, target, scope)]
    case 'update':
      return emitUpdate(dml, target, scope)
    case 'delete': {
      const table = openTarget(dml.target, target, scope)
      return [`DELETE FROM ${table.from}\nWHERE ${emitExpression(dml.where, table.scope)}`]
    }
    case 'merge':
      return emitMerge(dml, target, scope)
  }
}

function emitInsert(
  { table, columns, source }: Extract<ResolvedDml, { kind: 'insert' }>,
  target: string,
  scope: Scope,
): string {
  const relation = emitScan(source.scan, scope)
  const items = source.output.map(({ column }, index) => ({
    sql: renameFields(outputSql(relation, column, scope), column.type, typeOf(table, columns[index]!), () =>
      newAlias(scope.statement, 'v'),
    ),
    name: `c${index}`,
  }))
  return `INSERT INTO ${target} (${columns.map(quoteName).join(', ')})\n${printSelect(relation, items)}`
}

function emitUpdate(dml: Extract<ResolvedDml, { kind: 'update' }>, target: string, scope: Scope): readonly string[] {
  const table = openTarget(dml.target, target, scope)
  if (!dml.from)
    return [
      `UPDATE ${table.from}\nSET ${emitItems(dml.table, dml.items, table.scope)}\nWHERE ${emitExpression(dml.where, table.scope)}`,
    ]
  const source = openSource(dml.from, table.scope)
  const where = emitExpression(dml.where, source.scope)
  const check = emitMatchCheck(table, source.from, where, scope)
  return [
    check,
    `UPDATE ${table.from}\nSET ${emitItems(dml.table, dml.items, source.scope)}\nFROM ${source.from}\nWHERE ${where}`,
  ]
}

function emitMerge(dml: Extract<ResolvedDml, { kind: 'merge' }>, target: string, scope: Scope): readonly string[] {
  const table = openTarget(dml.target, target, scope)
  const source = openSource(dml.source, table.scope)
  const on = emitExpression(dml.on, source.scope)
  const clauses = dml.clauses.map((clause) => emitClause(dml.table, clause, source.scope))
  const merge = `MERGE INTO ${table.from}\nUSING ${source.from}\nON ${on}\n${clauses.join('\n')}`
  const matched = dml.clauses.filter((clause) => clause.when === 'matched')
  if (matched.length === 0) return [merge]
  const conditions = matched.map((clause) =>
    clause.condition ? emitExpression(clause.condition, source.scope) : 'TRUE',
  )
  return [emitMatchCheck(table, source.from, `${on} AND (${conditions.join(' OR ')})`, scope), merge]
}

const WHEN = {
  matched: 'MATCHED',
  notMatchedByTarget: 'NOT MATCHED BY TARGET',
  notMatchedBySource: 'NOT MATCHED BY SOURCE',
} as const

function emitClause(table: CatalogTable, { when, condition, action }: ResolvedMergeClause, scope: Scope): string {
  const guard = condition ? ` AND ${emitExpression(condition, scope)}` : ''
  return `WHEN ${WHEN[when]}${guard} THEN ${emitAction(table, action, scope)}`
}

function emitAction(table: CatalogTable, action: ResolvedMergeClause['action'], scope: Scope): string {
  if (action.kind === 'delete') return 'DELETE'
  if (action.kind === 'update') return `UPDATE SET ${emitItems(table, action.items, scope)}`
  const values = action.values.map((value, index) => emitAs(value, typeOf(table, action.columns[index]!), scope))
  return `INSERT (${action.columns.map(quoteName).join(', ')}) VALUES (${values.join(', ')})`
}

function emitItems(
  table: CatalogTable,
  items: readonly { readonly column: string; readonly value: Expression }[],
  scope: Scope,
): string {
  const assignments = items.map(
    ({ column, value }) => `${quoteName(column)} = ${emitAs(value, typeOf(table, column), scope)}`,
  )
  return [...assignments, `${quoteName(CHANGED_COLUMN)} = TRUE`].join(', ')
}

function typeOf(table: CatalogTable, name: string) {
  const column = table.columns.find((each) => each.name.toLowerCase() === name.toLowerCase())
  if (!column) throw new Error(`table ${table.reference.table} has no column ${name}`)
  return column.type
}

interface Opened {
  readonly from: string
  readonly scope: Scope
  readonly alias: string
}

function openTarget(target: readonly Column[], name: string, scope: Scope): Opened {
  const alias = newAlias(scope.statement, 't')
  const columns = new Map(target.map((column) => [column.id, `${alias}.${quoteName(column.name)}`]))
  return { from: `${name} AS ${alias}`, alias, scope: innerScope(scope, columns) }
}

function openSource(scan: Scan, scope: Scope): Opened {
  if (isCorrelated(scan, scope))
    unsupported('a source that reads the changed table is not supported by the embedded warehouse', {
      start: 0,
      end: 0,
    })
  const relation = closeRelation(emitScan(scan, scope), scan.columns, scope)
  return { from: relation.from, alias: '', scope: innerScope(scope, relation.columns) }
}

/** BigQuery refuses to change a row twice; DuckDB would take either source row. */
function emitMatchCheck(table: Opened, source: string, condition: string, scope: Scope): string {
  const message = quoteText('UPDATE/MERGE must match at most one source row for each target row')
  const repeated = `SELECT 1\nFROM ${table.from} CROSS JOIN ${source}\nWHERE ${condition}\nGROUP BY ${table.alias}.rowid\nHAVING count(*) > 1`
  return `SELECT CASE WHEN EXISTS ${parenthesized(repeated)} THEN ${failSql(scope.statement, message, BOOL)} END`
}

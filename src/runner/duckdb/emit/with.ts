import type { Column, Scan, WithScanEntry } from '../../../googlesql/resolved.ts'
import { fromRelation, outputSql, parenthesized, printSelect, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { columnName, newAlias, type Scope } from './scope.ts'
import { columnsForOthers, printShared } from './share.ts'
import { renameFields } from './type-names.ts'

export function emitWith(scan: Extract<Scan, { kind: 'with' }>, scope: Scope): Relation {
  const entries = scan.entries.map((entry) => emitEntry(entry, scope))
  const body = emitScan(scan.body, scope)
  const isRecursive = scan.entries.some((entry) => entry.recursive)
  return { ...body, with: [...entries, ...body.with], recursive: body.recursive || isRecursive }
}

function emitEntry(entry: WithScanEntry, scope: Scope): string {
  const columns = entry.columns.map(columnName)
  if (entry.recursive) return emitRecursive(entry, entry.recursive, columns, scope)
  const relation = emitScan(entry.scan, scope)
  const known = scope.positioned ? relation.position : undefined
  const position = known?.map((key) => ({ ...key, name: newAlias(scope.statement, 'position') }))
  scope.statement.entries.set(entry.name, { columns, ...(position && { position }) })
  const items = columnsForOthers(relation, itemsOf(relation, entry.columns, entry.columns, scope), scope)
  return `${entryName(entry.name)} AS ${parenthesized(printShared(relation, [...items, ...(position ?? [])], scope))}`
}

function emitRecursive(
  entry: WithScanEntry,
  recursive: NonNullable<WithScanEntry['recursive']>,
  columns: readonly string[],
  scope: Scope,
): string {
  scope.statement.entries.set(entry.name, { columns })
  const unpositioned = { ...scope, positioned: false }
  const [first, repeated] = [entry, recursive].map((term) => {
    const relation = emitScan(term.scan, unpositioned)
    return printSelect(relation, itemsOf(relation, term.columns, entry.columns, scope))
  })
  const union = `${first}\nUNION${recursive.all ? ' ALL' : ''}\n${repeated}`
  return `${entryName(entry.name)}(${columns.join(', ')}) AS ${parenthesized(union)}`
}

/** The columns of a term as those of the entry. */
function itemsOf(relation: Relation, columns: readonly Column[], wanted: readonly Column[], scope: Scope) {
  return wanted.map((column, index) => {
    const source = columns[index]!
    const sql = renameFields(outputSql(relation, source, scope), source.type, column.type, () =>
      newAlias(scope.statement, 'v'),
    )
    return { sql, name: columnName(column) }
  })
}

export function emitWithReference(scan: Extract<Scan, { kind: 'withReference' }>, scope: Scope): Relation {
  const names = scope.statement.entries.get(scan.name)
  if (!names) throw new Error(`WITH entry ${scan.name} is not in scope`)
  const alias = newAlias(scope.statement, 't')
  const columns = new Map(scan.columns.map((column, index) => [column.id, `${alias}.${names.columns[index]}`]))
  const position = names.position?.map(({ name, direction }) => ({ sql: `${alias}.${name}`, direction }))
  return fromRelation(`${entryName(scan.name)} AS ${alias}`, columns, position)
}

/** The prefix keeps WITH entries apart from tables. */
function entryName(name: string): string {
  return `with_${name.replace(/[^A-Za-z0-9_]/g, '_')}`
}

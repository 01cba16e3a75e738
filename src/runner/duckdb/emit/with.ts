import type { Column, Scan, WithScanEntry } from '../../../googlesql/resolved.ts'
import { fromRelation, outputSql, parenthesized, printSelect, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { columnName, newAlias, type Scope } from './scope.ts'
import { renameFields } from './type-names.ts'

export function emitWith(scan: Extract<Scan, { kind: 'with' }>, scope: Scope): Relation {
  const entries = scan.entries.map((entry) => emitEntry(entry, scope))
  const body = emitScan(scan.body, scope)
  const isRecursive = scan.entries.some((entry) => entry.recursive)
  return { ...body, with: [...entries, ...body.with], recursive: body.recursive || isRecursive }
}

function emitEntry(entry: WithScanEntry, scope: Scope): string {
  const names = entry.columns.map(columnName)
  scope.statement.entries.set(entry.name, names)
  const first = selectOf(entry.scan, entry.columns, entry.columns, scope)
  if (!entry.recursive) return `${entryName(entry.name)} AS ${parenthesized(first)}`
  const repeated = selectOf(entry.recursive.scan, entry.recursive.columns, entry.columns, scope)
  return `${entryName(entry.name)}(${names.join(', ')}) AS ${parenthesized(`${first}\nUNION${entry.recursive.all ? ' ALL' : ''}\n${repeated}`)}`
}

function selectOf(scan: Scan, columns: readonly Column[], wanted: readonly Column[], scope: Scope): string {
  const relation = emitScan(scan, { ...scope, positioned: false })
  const items = wanted.map((column, index) => {
    const source = columns[index]!
    return {
      sql: renameFields(outputSql(relation, source, scope), source.type, column.type, () =>
        newAlias(scope.statement, 'v'),
      ),
      name: columnName(column),
    }
  })
  return printSelect(relation, items)
}

export function emitWithReference(scan: Extract<Scan, { kind: 'withReference' }>, scope: Scope): Relation {
  const names = scope.statement.entries.get(scan.name)
  if (!names) throw new Error(`WITH entry ${scan.name} is not in scope`)
  const alias = newAlias(scope.statement, 't')
  const columns = new Map(scan.columns.map((column, index) => [column.id, `${alias}.${names[index]}`]))
  return fromRelation(`${entryName(scan.name)} AS ${alias}`, columns)
}

/** The prefix keeps WITH entries apart from tables. */
function entryName(name: string): string {
  return `with_${name.replace(/[^A-Za-z0-9_]/g, '_')}`
}

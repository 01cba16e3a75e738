import type { Column, Expression, UnnestScan } from '../../../googlesql/resolved.ts'
import { type ArrayType, INT64 } from '../../../googlesql/types.ts'
import { duckDbType } from '../duckdb-type.ts'
import { closeRelation } from './close-relation.ts'
import { unsupported } from './context.ts'
import { emitExpression } from './expression.ts'
import { prepare, readColumns, scopeOf } from './prepare.ts'
import { EMPTY, isOpen, outputSql, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { innerScope, isCheap, isPlain, newAlias, newColumn, type Scope } from './scope.ts'
import { holdsSubquery } from './shape.ts'

/**
 * Elements become rows in the SELECT list, which keeps the order and costs no join: `SELECT …, unnest(array) AS element`. The lists of
 * one SELECT go forward in step, so the offset is a second one.
 */
export function emitUnnest(scan: UnnestScan, scope: Scope): Relation {
  const offset =
    scope.positioned || isOffsetRead(scan, scope)
      ? (scan.offset ?? newColumn(scope.statement, 'offset', INT64))
      : undefined
  const kept = keptColumns(scan)
  const { relation, array } = nameArray(scan, kept, offset !== undefined || scan.outer, scope)
  const lists = listsOf(scan, array, scopeOf(relation, scope))
  const columns = new Map(relation.columns).set(scan.element.id, `unnest(${lists.elements})`)
  if (offset) columns.set(offset.id, `unnest(${lists.offsets})`)
  const rows = closeRelation({ ...relation, columns }, [...kept, scan.element, ...(offset ? [offset] : [])], scope)
  return filtered(scan, offset && scope.positioned ? positioned(rows, offset) : rows, scope)
}

function isOffsetRead({ offset, columns }: UnnestScan, scope: Scope): boolean {
  return (
    offset !== undefined &&
    ((scope.statement.uses.get(offset.id) ?? 0) > 0 || columns.some((column) => column.id === offset.id))
  )
}

/** The input's columns that are still wanted. */
function keptColumns(scan: UnnestScan): readonly Column[] {
  const wanted = new Set([
    ...scan.columns.map((column) => column.id),
    ...(scan.condition ? readColumns(scan.condition) : []),
  ])
  return (scan.input?.columns ?? []).filter((column) => wanted.has(column.id))
}

/**
 * The input, and the array in it; one that is read twice gets a name. What is computed beside it is computed below, once a row of the
 * input: DuckDB would do it for every element.
 */
function nameArray(
  scan: UnnestScan,
  kept: readonly Column[],
  isReadTwice: boolean,
  scope: Scope,
): { readonly relation: Relation; readonly array: string } {
  const relation = openInput(scan, scope)
  const array = emitExpression(scan.array, scopeOf(relation, scope))
  const isComputedBeside = kept.some((column) => !isCheap(outputSql(relation, column, scope)))
  if (!isComputedBeside && (!isReadTwice || isPlain(array))) return { relation, array }
  const column = newColumn(scope.statement, 'array', scan.array.type)
  const named = closeRelation(
    { ...relation, columns: new Map(relation.columns).set(column.id, array) },
    [...kept, column],
    scope,
  )
  return { relation: named, array: named.columns.get(column.id)! }
}

function openInput(scan: UnnestScan, scope: Scope): Relation {
  const input = scan.input ? emitScan(scan.input, scope) : { ...EMPTY, position: [] }
  // the condition of an outer join goes into a lambda
  const read = scan.outer && scan.condition ? [scan.array, scan.condition] : [scan.array]
  return prepare(input, scan.input?.columns ?? [], read, isOpen(input) && input.orderBy.length === 0, scope)
}

interface Lists {
  readonly elements: string
  readonly offsets: string
}

/** Of an outer join, a row without (fitting) elements stays: its lists get one NULL. */
function listsOf(scan: UnnestScan, array: string, scope: Scope): Lists {
  const elementType = duckDbType((scan.array.type as ArrayType).element)
  const offsets = `range(len(${array}))`
  if (!scan.outer) return { elements: array, offsets }
  if (!scan.condition) return { elements: orNull(array, array, elementType), offsets: orNull(array, offsets, 'BIGINT') }
  const fitting = fittingPairs(scan, scan.condition, array, scope)
  const part = (name: string) => `list_transform(${fitting}, lambda p: p."${name}")`
  return { elements: orNull(fitting, part('element'), elementType), offsets: orNull(fitting, part('offset'), 'BIGINT') }
}

function orNull(tested: string, list: string, type: string): string {
  return `CASE WHEN len(${tested}) > 0 THEN ${list} ELSE [CAST(NULL AS ${type})] END`
}

function fittingPairs(scan: UnnestScan, condition: Expression, array: string, scope: Scope): string {
  if (holdsSubquery(condition))
    unsupported(
      'a subquery in the condition of LEFT JOIN UNNEST is not supported by the embedded warehouse',
      condition.span,
    )
  const pair = newAlias(scope.statement, 'v')
  const columns = new Map([[scan.element.id, `${pair}."element"`]])
  if (scan.offset) columns.set(scan.offset.id, `${pair}."offset"`)
  const test = emitExpression(condition, { ...innerScope(scope, columns), lambda: true })
  return `list_filter(list_transform(${array}, lambda e, i: {'element': e, 'offset': i - 1}), lambda ${pair}: ${test})`
}

function positioned(rows: Relation, offset: Column): Relation {
  return rows.position
    ? { ...rows, position: [...rows.position, { sql: rows.columns.get(offset.id)!, direction: '' }] }
    : rows
}

function filtered(scan: UnnestScan, rows: Relation, scope: Scope): Relation {
  if (!scan.condition || scan.outer) return rows
  return { ...rows, where: [emitExpression(scan.condition, scopeOf(rows, scope))] }
}

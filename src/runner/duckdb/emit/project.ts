import type { Expression, Scan } from '../../../googlesql/resolved.ts'
import { closeRelation } from './close-relation.ts'
import { emitComputed } from './expression.ts'
import { prepare, scopeOf } from './prepare.ts'
import type { Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { isCheap, type Scope } from './scope.ts'
import { holdsSubquery } from './shape.ts'
import { visitExpression } from './walk.ts'

type ProjectScan = Extract<Scan, { kind: 'project' }>

export function emitProject(scan: ProjectScan, scope: Scope): Relation {
  const expressions = scan.computed.map((computed) => computed.expression)
  const input = emitScan(scan.input, scope)
  // DuckDB would compute for rows beyond the limit too, and fail where one of them does
  const mayStay = input.limit === undefined || expressions.every(cannotFail)
  const open = prepare(input, scan.input.columns, expressions, mayStay, scope)
  const placed = compute(scan, open, scope)
  // inside of an expression's subquery, columns from around it may be among them
  return scope.outer === undefined && bindsColumn(open, placed)
    ? compute(scan, closeRelation(open, scan.input.columns, scope), scope)
    : placed
}

function cannotFail({ kind }: Expression): boolean {
  return kind === 'column' || kind === 'literal' || kind === 'parameter' || kind === 'variable' || kind === 'field'
}

function compute(scan: ProjectScan, relation: Relation, scope: Scope): Relation {
  const inner = scopeOf(relation, scope)
  const columns = new Map(relation.columns)
  const pending = new Set(relation.pending)
  for (const computed of scan.computed) {
    const sql = emitComputed(computed, inner)
    columns.set(computed.column.id, sql)
    if (!canRepeat(computed.expression, sql, scope.statement.uses.get(computed.column.id) ?? 0))
      pending.add(computed.column.id)
  }
  const kept = new Set(scan.columns.map((column) => column.id))
  return { ...relation, columns: keepOnly(columns, kept), pending: new Set([...pending].filter((id) => kept.has(id))) }
}

/** Whether a lambda holds the value of a column, which costs less as a column of a SELECT below. */
function bindsColumn(open: Relation, placed: Relation): boolean {
  if (open.orderBy.length > 0 || open.limit !== undefined) return false
  const bound = [...open.columns.values()]
    .filter((sql) => !isCheap(sql))
    .map((sql) => `list_transform([${sql}], lambda `)
  return [...placed.columns.values()].some((sql) => bound.some((text) => sql.includes(text)))
}

function keepOnly(columns: ReadonlyMap<number, string>, kept: ReadonlySet<number>): ReadonlyMap<number, string> {
  return new Map([...columns].filter(([id]) => kept.has(id)))
}

const VOLATILE = new Set(['RAND', 'GENERATE_UUID'])

/** Whether an expression may stand where its column is read, instead of in a SELECT list of its own. */
function canRepeat(expression: Expression, sql: string, uses: number): boolean {
  if (holdsSubquery(expression) || isVolatile(expression)) return false
  return uses <= 1 || isCheap(sql)
}

function isVolatile(expression: Expression): boolean {
  let found = false
  visitExpression(expression, (each) => {
    if (each.kind === 'call' && VOLATILE.has(each.name)) found = true
  })
  return found
}

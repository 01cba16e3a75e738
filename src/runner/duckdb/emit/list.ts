import type {
  AggregateExpression,
  AggregateScan,
  Expression,
  SubqueryExpression,
  UnnestScan,
} from '../../../googlesql/resolved.ts'
import { arrayOf, BOOL } from '../../../googlesql/types.ts'
import { quoteText } from '../duckdb-type.ts'
import { emitCallOn } from './call.ts'
import { failSql } from './context.ts'
import { emitAs, emitComputed, emitExpression } from './expression.ts'
import { listAggregate } from './list-aggregate.ts'
import { applyStep, countOf, type Items, itemScope, openItems, overItems } from './list-items.ts'
import { readColumns } from './prepare.ts'
import { columnSql, innerScope, newAlias, type Scope } from './scope.ts'
import type { ListPlan, ListStep } from './shape.ts'
import { bindOnce, renameFields, sameInDuckDb } from './type-names.ts'

/** A subquery over one array as list functions. */
export function emitListSubquery(
  subquery: SubqueryExpression,
  plan: ListPlan & { source: UnnestScan },
  scope: Scope,
): string {
  const isSingle =
    subquery.form === 'scalar' && plan.steps.some((step) => step.kind === 'limit' && countOf(step.limit) <= 1n)
  const steps = plan.steps.filter((step) => !isNeedless(step, plan, isSingle))
  const needed = neededColumns(plan, steps, subquery)
  const opened = openItems(plan.source, needed, scope)
  const items = steps.reduce((current, step) => applyStep(current, step, needed, scope), opened)
  if (plan.aggregate) return emitAggregated(subquery, plan.aggregate, plan.after, items, scope)
  switch (subquery.form) {
    case 'exists':
      return `COALESCE(len(${items.list}) > 0, FALSE)`
    case 'array':
      return `COALESCE(${valueList(subquery, items, scope)}, [])`
    case 'in':
      return emitIn(subquery, valueList(subquery, items, scope), scope)
    case 'scalar':
      return emitSingle(subquery, isSingle, items, scope)
  }
}

/** The first of many is the first without LIMIT 1 too, and items may already stand in the order wanted. */
function isNeedless(step: ListStep, plan: ListPlan, isSingle: boolean): boolean {
  if (step.kind === 'limit') return isSingle && countOf(step.limit) === 1n && step.offset === undefined
  if (step.kind !== 'order' || plan.steps.filter((each) => each.kind === 'order').length > 1) return false
  return step.items.length === 1 && !step.items[0]!.descending && isAscending(step.items[0]!.expression, plan)
}

/** Offsets are, and a field of structs that the query itself numbers: `UNNEST([STRUCT(1 AS place, …), STRUCT(2, …)])`. */
function isAscending(key: Expression, plan: ListPlan): boolean {
  if (key.kind === 'column') return offsetColumns(plan).has(key.column.id)
  const array = plan.source?.array
  if (key.kind !== 'field' || key.base.kind !== 'column' || array?.kind !== 'array') return false
  if (key.base.column.id !== plan.source!.element.id) return false
  const values = array.elements.map((element) => (element.kind === 'struct' ? element.values[key.index] : undefined))
  const numbers = values.map((value) => (value?.kind === 'literal' ? value.value : null))
  return numbers.every((value, at) => typeof value === 'bigint' && (at === 0 || value > (numbers[at - 1] as bigint)))
}

/** The column of offsets, under all its names. */
function offsetColumns({ source, steps }: ListPlan): ReadonlySet<number> {
  const ids = new Set(source?.offset ? [source.offset.id] : [])
  for (const { column, expression } of steps.flatMap((step) => (step.kind === 'project' ? step.computed : []))) {
    if (expression.kind === 'column' && ids.has(expression.column.id)) ids.add(column.id)
  }
  return ids
}

/** The columns of the source that the steps and the result read. */
function neededColumns(
  { aggregate }: ListPlan,
  steps: readonly ListStep[],
  { scan }: SubqueryExpression,
): ReadonlySet<number> {
  const calls = (aggregate?.aggregates ?? []).flatMap(({ expression }) => readColumns(expression))
  const needed = new Set(aggregate ? calls : scan.columns.map((column) => column.id))
  for (const step of steps.toReversed()) {
    const read =
      step.kind === 'filter' ? [step.condition] : step.kind === 'order' ? step.items.map((item) => item.expression) : []
    const computed = step.kind === 'project' ? step.computed.filter(({ column }) => needed.has(column.id)) : []
    for (const expression of [...read, ...computed.map((each) => each.expression)])
      for (const id of readColumns(expression)) needed.add(id)
  }
  return needed
}

function valueList(subquery: SubqueryExpression, items: Items, scope: Scope): string {
  const column = subquery.scan.columns[0]!
  const wanted =
    subquery.form === 'scalar'
      ? subquery.type
      : subquery.form === 'array' && subquery.type.kind === 'array'
        ? subquery.type.element
        : column.type
  const rename = (sql: string) => renameFields(sql, column.type, wanted, () => newAlias(scope.statement, 'v'))
  if (items.columns('v').get(column.id) === 'v' && sameInDuckDb(column.type, wanted)) return items.list
  return overItems('list_transform', items, scope, (inner) => rename(columnSql(column, inner)))
}

function emitIn(subquery: SubqueryExpression, list: string, scope: Scope): string {
  const operand = subquery.operand!
  const column = subquery.scan.columns[0]!
  const span = subquery.span
  const array: Expression = { kind: 'array', elements: [], type: arrayOf(column.type), span }
  const call = { kind: 'call' as const, name: '$in_array', arguments: [operand, array], safe: false, type: BOOL, span }
  return emitCallOn(call, [emitAs(operand, column.type, scope), `COALESCE(${list}, [])`], scope)
}

/** The only item, NULL where there is none. */
function emitSingle(subquery: SubqueryExpression, isSingle: boolean, items: Items, scope: Scope): string {
  const column = subquery.scan.columns[0]!
  const value = columnSql(column, itemScope(items, 'v', scope))
  const isPath = /^v(\."(?:[^"]|"")*")*$/.test(value) && sameInDuckDb(column.type, subquery.type)
  const list = isPath ? items.list : valueList(subquery, items, scope)
  const first = (name: string) => `${name}[1]${isPath ? value.slice(1) : ''}`
  if (isSingle) return first(list)
  return once(list, scope, (name) => {
    const failure = failSql(scope.statement, quoteText('Scalar subquery produced more than one element'), subquery.type)
    return `CASE WHEN len(${name}) > 1 THEN ${failure} ELSE ${first(name)} END`
  })
}

/** The aggregates of all items, and what is computed from them. */
function emitAggregated(
  subquery: SubqueryExpression,
  aggregate: AggregateScan,
  after: readonly ListStep[],
  items: Items,
  scope: Scope,
): string {
  return once(items.list, scope, (list) => {
    const found = { ...items, list }
    const columns = new Map(
      aggregate.aggregates.map(({ column, expression }) => [column.id, emitListAggregate(expression, found, scope)]),
    )
    return emitAfter(subquery, after, { ...innerScope(scope, columns), lambda: true })
  })
}

/** What is computed from the one row of an aggregation; NULL where a condition drops it. */
function emitAfter(subquery: SubqueryExpression, steps: readonly ListStep[], scope: Scope): string {
  const [step, ...rest] = steps
  if (step?.kind === 'filter')
    return `CASE WHEN ${emitExpression(step.condition, scope)} THEN ${emitAfter(subquery, rest, scope)} END`
  if (step?.kind === 'project') {
    const computed = step.computed.map((each) => [each.column.id, emitComputed(each, scope)] as const)
    return emitAfter(subquery, rest, innerScope(scope, new Map(computed)))
  }
  const column = subquery.scan.columns[0]!
  return emitAs({ kind: 'column', column, type: column.type, span: subquery.span }, subquery.type, scope)
}

function emitListAggregate(call: AggregateExpression, items: Items, scope: Scope): string {
  const [argument] = call.arguments
  const values = argument
    ? overItems('list_transform', items, scope, (inner) => emitExpression(argument, inner))
    : items.list
  const { isRepeated, emit } = listAggregate(call)!
  const fail = (message: string) => failSql(scope.statement, quoteText(message), call.type)
  return isRepeated ? once(values, scope, (list) => emit(list, fail)) : emit(values, fail)
}

function once(sql: string, scope: Scope, body: (name: string) => string): string {
  return bindOnce(sql, () => newAlias(scope.statement, 'v'), body)
}

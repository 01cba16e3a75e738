import type {
  AggregateScan,
  ComputedColumn,
  Expression,
  OrderItem,
  SubqueryExpression,
  UnnestScan,
} from '../../../googlesql/resolved.ts'
import { arrayOf, BOOL } from '../../../googlesql/types.ts'
import { quoteText } from '../duckdb-type.ts'
import { emitCallOn } from './call.ts'
import { failSql } from './context.ts'
import { emitAs, emitComputed, emitExpression } from './expression.ts'
import { listAggregate } from './list-aggregate.ts'
import { readColumns } from './prepare.ts'
import { columnSql, innerScope, isCheap, newAlias, type Scope } from './scope.ts'
import type { ListPlan, ListStep } from './shape.ts'
import { bindOnce, renameFields, sameInDuckDb } from './type-names.ts'

type Columns = ReadonlyMap<number, string>

/** A list, and what each column is where one of its items goes by a name. */
interface Items {
  readonly list: string
  readonly columns: (item: string) => Columns
}

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

/** The first of many is the first without LIMIT 1 too, and items already are in the order of their offsets. */
function isNeedless(step: ListStep, plan: ListPlan, isSingle: boolean): boolean {
  if (step.kind === 'limit') return isSingle && countOf(step.limit) === 1n && step.offset === undefined
  if (step.kind !== 'order' || plan.steps.filter((each) => each.kind === 'order').length > 1) return false
  const offsets = offsetColumns(plan)
  return step.items.every(
    ({ expression, descending }) => expression.kind === 'column' && offsets.has(expression.column.id) && !descending,
  )
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

function openItems(source: UnnestScan, needed: ReadonlySet<number>, scope: Scope): Items {
  const array = emitExpression(source.array, scope)
  const { element, offset } = source
  if (!offset || !needed.has(offset.id)) return { list: array, columns: (item) => new Map([[element.id, item]]) }
  const [value, position] = [newAlias(scope.statement, 'v'), newAlias(scope.statement, 'i')]
  return {
    list: `list_transform(${array}, lambda ${value}, ${position}: {'element': ${value}, 'offset': ${position} - 1})`,
    columns: (item) =>
      new Map([
        [element.id, `${item}."element"`],
        [offset.id, `${item}."offset"`],
      ]),
  }
}

function applyStep(items: Items, step: ListStep, needed: ReadonlySet<number>, scope: Scope): Items {
  switch (step.kind) {
    case 'filter':
      return {
        ...items,
        list: overItems('list_filter', items, scope, (inner) => emitExpression(step.condition, inner)),
      }
    case 'project':
      return project(
        items,
        step.computed.filter(({ column }) => needed.has(column.id)),
        scope,
      )
    case 'order':
      return sort(items, step.items, scope)
    case 'limit':
      return {
        ...items,
        list: `list_slice(${items.list}, ${countOf(step.offset) + 1n}, ${countOf(step.offset) + countOf(step.limit)})`,
      }
  }
}

/** `list_filter(list, lambda item: body)` and its kin. */
function overItems(call: string, items: Items, scope: Scope, body: (inner: Scope) => string): string {
  const item = newAlias(scope.statement, 'v')
  return `${call}(${items.list}, lambda ${item}: ${body(itemScope(items, item, scope))})`
}

function itemScope(items: Items, item: string, scope: Scope): Scope {
  return { ...innerScope(scope, items.columns(item)), lambda: true }
}

/** Computed columns are put in their places, unless one that costs something is read more than once. */
function project(items: Items, computed: readonly ComputedColumn[], scope: Scope): Items {
  const extended = extend(items, computed, scope)
  const repeated = computed.some(
    ({ column, expression }) =>
      (scope.statement.uses.get(column.id) ?? 0) > 1 &&
      !isCheap(emitExpression(expression, itemScope(items, 'v', scope))),
  )
  return repeated ? materialize(extended, scope) : extended
}

function extend(items: Items, computed: readonly ComputedColumn[], scope: Scope): Items {
  return {
    list: items.list,
    columns: (item) => {
      const inner = itemScope(items, item, scope)
      return new Map([
        ...inner.columns,
        ...computed.map((each) => [each.column.id, emitComputed(each, inner)] as const),
      ])
    },
  }
}

function materialize(items: Items, scope: Scope): Items {
  const names = (id: number) => `c${id}`
  const list = overItems(
    'list_transform',
    items,
    scope,
    (inner) => `{${[...inner.columns].map(([id, sql]) => `'${names(id)}': ${sql}`).join(', ')}}`,
  )
  const ids = [...items.columns('v').keys()]
  return { list, columns: (item) => new Map(ids.map((id) => [id, `${item}."${names(id)}"`])) }
}

/** Sorts by a struct of the keys, each behind flags that put NULL and NaN in GoogleSQL's places; equal items keep their order. */
function sort(items: Items, keys: readonly OrderItem[], scope: Scope): Items {
  const descending = keys[0]!.descending
  const [item, position] = [newAlias(scope.statement, 'v'), newAlias(scope.statement, 'i')]
  const inner = itemScope(items, item, scope)
  const fields = keys.flatMap((key, index) => sortFields(key, emitExpression(key.expression, inner), `k${index}`))
  const decorated = `list_transform(${items.list}, lambda ${item}, ${position}: {${fields.join(', ')}, 'position': ${descending ? '-' : ''}${position}, 'item': ${item}})`
  return {
    list: `list_sort(${decorated}, '${descending ? 'DESC' : 'ASC'}')`,
    columns: (sorted) => items.columns(`${sorted}."item"`),
  }
}

function sortFields(key: OrderItem, sql: string, name: string): readonly string[] {
  const present = key.nullsFirst === key.descending ? `${sql} IS NULL` : `${sql} IS NOT NULL`
  const isFloat = key.expression.type.kind === 'scalar' && key.expression.type.name === 'FLOAT64'
  return [`'${name}n': ${present}`, ...(isFloat ? [`'${name}f': NOT isnan(${sql})`] : []), `'${name}': ${sql}`]
}

function countOf(expression: Expression | undefined): bigint {
  return expression?.kind === 'literal' ? (expression.value as bigint) : 0n
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
  return bindOnce(
    list,
    () => newAlias(scope.statement, 'v'),
    (name) => {
      const failure = failSql(
        scope.statement,
        quoteText('Scalar subquery produced more than one element'),
        subquery.type,
      )
      return `CASE WHEN len(${name}) > 1 THEN ${failure} ELSE ${first(name)} END`
    },
  )
}

/** The aggregates of all items, and what is computed from them. */
function emitAggregated(
  subquery: SubqueryExpression,
  aggregate: AggregateScan,
  after: readonly ListStep[],
  items: Items,
  scope: Scope,
): string {
  return bindOnce(
    items.list,
    () => newAlias(scope.statement, 'v'),
    (list) => {
      const columns = new Map(
        aggregate.aggregates.map(({ column, expression }) => [
          column.id,
          emitListAggregate(expression, { ...items, list }, scope),
        ]),
      )
      let inner: Scope = { ...innerScope(scope, columns), lambda: true }
      const conditions: string[] = []
      for (const step of after) {
        if (step.kind === 'filter') conditions.push(emitExpression(step.condition, inner))
        if (step.kind === 'project')
          inner = innerScope(
            inner,
            new Map(step.computed.map((computed) => [computed.column.id, emitComputed(computed, inner)])),
          )
      }
      const column = subquery.scan.columns[0]!
      const value = emitAs({ kind: 'column', column, type: column.type, span: subquery.span }, subquery.type, inner)
      return conditions.length > 0 ? `CASE WHEN ${conditions.join(' AND ')} THEN ${value} END` : value
    },
  )
}

function emitListAggregate(
  call: AggregateScan['aggregates'][number]['expression'],
  items: Items,
  scope: Scope,
): string {
  const [argument] = call.arguments
  const values = argument
    ? overItems('list_transform', items, scope, (inner) => emitExpression(argument, inner))
    : items.list
  return listAggregate(call)!(values, call)
}

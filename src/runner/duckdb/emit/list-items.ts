import type { ComputedColumn, Expression, OrderItem, UnnestScan } from '../../../googlesql/resolved.ts'
import { emitComputed, emitExpression } from './expression.ts'
import { innerScope, isCheap, newAlias, type Scope } from './scope.ts'
import type { ListStep } from './shape.ts'

type Columns = ReadonlyMap<number, string>

/** A list, and what each column is where one of its items goes by a name. */
export interface Items {
  readonly list: string
  readonly columns: (item: string) => Columns
}

/** The elements of the array, with their offsets where these are needed. */
export function openItems(source: UnnestScan, needed: ReadonlySet<number>, scope: Scope): Items {
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

/** What a step of the query makes of the items; columns that are not needed are left out. */
export function applyStep(items: Items, step: ListStep, needed: ReadonlySet<number>, scope: Scope): Items {
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
export function overItems(call: string, items: Items, scope: Scope, body: (inner: Scope) => string): string {
  const item = newAlias(scope.statement, 'v')
  return `${call}(${items.list}, lambda ${item}: ${body(itemScope(items, item, scope))})`
}

export function itemScope(items: Items, item: string, scope: Scope): Scope {
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

export function countOf(expression: Expression | undefined): bigint {
  return expression?.kind === 'literal' ? (expression.value as bigint) : 0n
}

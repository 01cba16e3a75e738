import type { Expression, PartitionBounds, ResolvedDml, Scan } from '../resolved.ts'
import type { Identifier, StatementSyntax, UpdateItem } from '../syntax.ts'
import type { Type } from '../types.ts'
import { formatType } from '../types.ts'
import { columnReference, condition, spanOf } from './build.ts'
import type { ExpressionContext, QueryContext } from './context.ts'
import type { DmlTarget } from './dml-target.ts'
import { assignedValue, findTargetColumn, openTarget } from './dml-target.ts'
import { resolveExpression } from './expression.ts'
import { factsOf } from './facts.ts'
import { fail } from './fail.ts'
import { finishing } from './finish.ts'
import { resolveFrom } from './from.ts'
import { joinNames } from './join.ts'
import { fieldAt } from './names.ts'
import { partitionUse } from './partition-bounds.ts'
import { within } from './scope.ts'

type UpdateSyntax = Extract<StatementSyntax, { kind: 'update' }>
type DeleteSyntax = Extract<StatementSyntax, { kind: 'delete' }>

export interface Assignment {
  readonly column: string
  readonly value: Expression
}

export function resolveUpdate(statement: UpdateSyntax, context: QueryContext): ResolvedDml {
  const target = openTarget(statement.table, statement.alias, context)
  const from = statement.from && resolveFrom(statement.from, context)
  const names = from ? joinNames(target.names, from.names) : target.names
  const inner: ExpressionContext = { ...context, scope: within(names, context.outer), clause: 'UPDATE' }
  const where = condition(resolveExpression(statement.where, inner), 'WHERE clause')
  const items = resolveAssignments(target, statement.items, inner)
  const scans: readonly Scan[] = from ? [from.scan] : []
  const finished = finishing(scans, [], [where, ...items.map(({ value }) => value)], context.source)
  return {
    kind: 'update',
    table: target.table,
    target: target.columns,
    ...(from && { from: finished.scan(from.scan) }),
    where: finished.expression(where),
    items: items.map(({ column, value }) => ({ column, value: finished.expression(value) })),
    partitions: changedPartitions(target, where),
  }
}

export function resolveDelete(statement: DeleteSyntax, context: QueryContext): ResolvedDml {
  const target = openTarget(statement.table, statement.alias, context)
  const inner: ExpressionContext = { ...context, scope: within(target.names, context.outer), clause: 'DELETE' }
  const where = condition(resolveExpression(statement.where, inner), 'WHERE clause')
  const finished = finishing([], [], [where], context.source)
  return {
    kind: 'delete',
    table: target.table,
    target: target.columns,
    where: finished.expression(where),
    partitions: changedPartitions(target, where),
  }
}

/** What a WHERE clause says about the partitions that it picks rows of. */
function changedPartitions({ table, columns }: DmlTarget, where: Expression): PartitionBounds {
  const own = new Set(columns.map(({ id }) => id))
  const conditions = factsOf(where).flatMap(({ condition, column }) => (own.has(column) ? [condition] : []))
  const sources = columns.map(({ name }) => name)
  return partitionUse({ kind: 'table', table, columns, sources, span: where.span }, [conditions]).bounds
}

/** `SET a = 1, s.b = 2`: several fields of one column make one new value of it. */
export function resolveAssignments(
  target: DmlTarget,
  items: readonly UpdateItem[],
  context: ExpressionContext,
): readonly Assignment[] {
  const values = new Map<string, Expression>()
  const whole = new Set<string>()
  for (const item of items) {
    const [first, ...fields] = columnPath(target, item)
    const { name, type } = findTargetColumn(target.table, first!)
    if (whole.has(name) || (values.has(name) && !fields.length))
      fail('invalid-query', `Update item ${name} assigned more than once`, item.target)
    if (!fields.length) whole.add(name)
    const current =
      values.get(name) ?? columnReference(target.columns.find((column) => column.name === name)!, item.target)
    values.set(name, withField(current, type, fields, item, context))
  }
  return [...values].map(([column, value]) => ({ column, value }))
}

/** The target's alias may stand in front of a column. */
function columnPath(target: DmlTarget, { target: { names } }: UpdateItem): readonly Identifier[] {
  const alias = target.names.ranges[0]!.name.toLowerCase()
  const isColumn = target.table.columns.some(({ name }) => name.toLowerCase() === names[0]!.name.toLowerCase())
  return names.length > 1 && names[0]!.name.toLowerCase() === alias && !isColumn ? names.slice(1) : names
}

/** The value with one field of a field … replaced. */
function withField(
  current: Expression,
  type: Type,
  path: readonly Identifier[],
  item: UpdateItem,
  context: ExpressionContext,
): Expression {
  const [name, ...rest] = path
  if (!name) return assignedValue(item.value, type, item.target.names.map((part) => part.name).join('.'), context)
  if (type.kind !== 'struct')
    return fail('unknown-field', `Cannot access field ${name.name} on a value with type ${formatType(type)}`, name)
  const index = type.fields.findIndex((field) => field.name.toLowerCase() === name.name.toLowerCase())
  if (index < 0) return fail('unknown-field', `Field name ${name.name} does not exist in ${formatType(type)}`, name)
  const values = type.fields.map((field, position) => {
    const value = current.kind === 'struct' ? current.values[position]! : fieldAt(current, position, item.target)
    return position === index ? withField(value, field.type, rest, item, context) : value
  })
  return { kind: 'struct', values, type, span: spanOf(item.target) }
}

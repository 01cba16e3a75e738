import type { Expression, PartitionBounds, TableScan } from '../resolved.ts'
import type { Span } from '../syntax.ts'
import type { ScalarTypeName, Type } from '../types.ts'
import { INT64, STRING } from '../types.ts'
import { callBuiltin, callNamed, literal } from './build.ts'
import { outerColumns, soleColumn } from './facts.ts'

type Bound = PartitionBounds[number]
type Comparison = Exclude<Bound['operator'], 'in'>

export interface PartitionUse {
  readonly bounds: PartitionBounds
  /** A condition on nothing but the partition column stands somewhere, as `requirePartitionFilter` wants. */
  readonly filtered: boolean
}

/**
 * What conditions on a table's columns say about its partitions. Bounds may be weaker than the conditions, never stronger.
 *
 * @param places the conditions known at each place that reads the scan
 */
export function partitionUse(scan: TableScan, places: readonly (readonly Expression[])[]): PartitionUse {
  const partition = scan.table.partitionColumn
  if (partition === undefined) return { bounds: [], filtered: true }
  const uses = places.map((conditions) => conditions.map((condition) => readCondition(condition, scan, partition)))
  const filtered = uses.length > 0 && uses.every((found) => found.some((bounds) => bounds !== undefined))
  return { bounds: eitherOf(uses.map((found) => found.flatMap((bounds) => bounds ?? []))), filtered }
}

/** Bounds that hold wherever one of several lists does: of all their lower bounds the least, of all their upper ones the greatest. */
function eitherOf(places: readonly PartitionBounds[]): PartitionBounds {
  if (places.length <= 1) return places[0] ?? []
  const points = places.map((bounds) => bounds.find(({ operator }) => operator === '=' || operator === 'in'))
  if (points.every((bound) => bound !== undefined)) return [{ operator: 'in', bounds: points.flatMap(boundValues) }]
  const lower = places.map((bounds) => bounds.find(({ operator }) => operator === '=' || operator.startsWith('>')))
  const upper = places.map((bounds) => bounds.find(({ operator }) => operator === '=' || operator.startsWith('<')))
  return [...outermost(lower, '>=', 'LEAST'), ...outermost(upper, '<=', 'GREATEST')]
}

function outermost(bounds: readonly (Bound | undefined)[], operator: '>=' | '<=', name: string): PartitionBounds {
  const values = bounds.flatMap((bound) => (bound ? boundValues(bound) : []))
  if (values.length < bounds.length) return []
  return [{ operator, bound: callBuiltin(name, values, values[0]!.span) }]
}

function boundValues(bound: Bound): readonly Expression[] {
  return bound.operator === 'in' ? bound.bounds : [bound.bound]
}

/** Undefined where the condition is not about the partition column at all. */
function readCondition(condition: Expression, scan: TableScan, partition: string): readonly Bound[] | undefined {
  const column = soleColumn(condition)
  const source = column && scan.sources[scan.columns.findIndex(({ id }) => id === column.id)]
  if (source === undefined) return undefined
  if (source.toLowerCase() === partition.toLowerCase()) return boundsOf(condition, 'value')
  const pseudo = source === '_PARTITIONDATE' && partition === '_PARTITIONTIME'
  return pseudo ? boundsOf(condition, 'day') : undefined
}

/** What of the partition column is compared: itself, the day that it lies in, its time cut to the day, or a time not after it. */
type Form = 'value' | 'day' | 'start of day' | 'not after'

const MIRRORED: Readonly<Record<Comparison, Comparison>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }
const OPERATORS: Readonly<Record<string, Comparison>> = {
  $equal: '=',
  $less: '<',
  $less_or_equal: '<=',
  $greater: '>',
  $greater_or_equal: '>=',
}

function boundsOf(condition: Expression, plain: Form): readonly Bound[] {
  if (condition.kind !== 'call') return []
  const values = condition.arguments
  const operator = OPERATORS[condition.name]
  if (operator) {
    const [left, right] = values as [Expression, Expression]
    if (hasColumn(left)) return comparison(left, operator, right, plain)
    return comparison(right, MIRRORED[operator], left, plain)
  }
  if (condition.name === '$between') {
    const [operand, low, high] = values as [Expression, Expression, Expression]
    return [...comparison(operand, '>=', low, plain), ...comparison(operand, '<=', high, plain)]
  }
  if (condition.name === '$in') return alternatives(values[0]!, values.slice(1), plain)
  if (condition.name === '$in_array' && values[1]?.kind === 'array')
    return alternatives(values[0]!, values[1].elements, plain)
  return condition.name === '$or' ? equalities(values, plain) : []
}

function hasColumn(expression: Expression): boolean {
  return outerColumns(expression)?.size !== 0
}

function alternatives(operand: Expression, bounds: readonly Expression[], plain: Form): readonly Bound[] {
  if (bounds.length === 1) return comparison(operand, '=', bounds[0]!, plain)
  return formOf(operand, plain) === 'value' && !bounds.some(hasColumn) ? [{ operator: 'in', bounds }] : []
}

/** `x = 1 OR x IN (2, 3)`. */
function equalities(conditions: readonly Expression[], plain: Form): readonly Bound[] {
  const found = conditions.map((condition) => boundsOf(condition, plain))
  const all: Expression[] = []
  for (const [bound, ...others] of found) {
    if (!bound || others.length) return []
    if (bound.operator === 'in') all.push(...bound.bounds)
    else if (bound.operator === '=') all.push(bound.bound)
    else return []
  }
  return [{ operator: 'in', bounds: all }]
}

function comparison(operand: Expression, operator: Comparison, bound: Expression, plain: Form): readonly Bound[] {
  const form = formOf(operand, plain)
  if (!form || hasColumn(bound)) return []
  if (form === 'value') return [{ operator, bound }]
  if (form === 'not after')
    return operator === '<' || operator === '<=' ? [] : [{ operator: operator === '>' ? '>' : '>=', bound }]
  const next = form === 'day' ? startOfDay(nextDay(bound), columnType(operand)) : nextStart(bound)
  const start = form === 'day' ? startOfDay(bound, columnType(operand)) : bound
  switch (operator) {
    case '=':
      return [
        { operator: '>=', bound: start },
        { operator: '<', bound: next },
      ]
    case '>=':
      return [{ operator: '>=', bound: start }]
    case '>':
      return [{ operator: '>=', bound: form === 'day' ? next : start }]
    case '<':
      return [{ operator: '<', bound: form === 'day' ? start : next }]
    case '<=':
      return [{ operator: '<', bound: next }]
  }
}

/** How an expression of the partition column relates to it; undefined for what is not understood. */
function formOf(operand: Expression, plain: Form): Form | undefined {
  if (operand.kind === 'column') return plain
  if (operand.kind === 'cast') return dayForm(operand.operand, operand.type)
  if (operand.kind !== 'call') return undefined
  const [first, second] = operand.arguments
  if (operand.name === 'DATE' && operand.arguments.length === 1) return dayForm(first!, operand.type)
  if (
    operand.name === '$extract' &&
    first?.kind === 'part' &&
    first.part === 'DATE' &&
    operand.arguments.length === 2
  ) {
    return dayForm(second!, operand.type)
  }
  if (operand.arguments.length !== 2 || first?.kind !== 'column') return undefined
  if (BUCKETS.has(operand.name)) return 'not after'
  if (!CUTS.has(operand.name)) return undefined
  if (second?.kind !== 'part' || second.part !== 'DAY') return 'not after'
  return isScalar(first.type, 'DATE') ? 'value' : 'start of day'
}

const CUTS = new Set(['TIMESTAMP_TRUNC', 'DATETIME_TRUNC', 'DATE_TRUNC'])
const BUCKETS = new Set(['TIMESTAMP_BUCKET', 'DATETIME_BUCKET', 'DATE_BUCKET'])

function dayForm(operand: Expression, type: Type): Form | undefined {
  if (operand.kind !== 'column' || !isScalar(type, 'DATE')) return undefined
  if (isScalar(operand.type, 'DATE')) return 'value'
  return isScalar(operand.type, 'TIMESTAMP') || isScalar(operand.type, 'DATETIME') ? 'day' : undefined
}

function columnType(operand: Expression): Type {
  return soleColumn(operand)?.type ?? operand.type
}

function isScalar(type: Type, name: ScalarTypeName): boolean {
  return type.kind === 'scalar' && type.name === name
}

function nextDay(day: Expression): Expression {
  return callBuiltin('DATE_ADD', [day, literal(1n, INT64, day.span), dayPart(day.span)], day.span)
}

function nextStart(start: Expression): Expression {
  const name = isScalar(start.type, 'TIMESTAMP') ? 'TIMESTAMP_ADD' : 'DATETIME_ADD'
  return callBuiltin(name, [start, literal(1n, INT64, start.span), dayPart(start.span)], start.span)
}

/** The first moment of a day, as the partition column has it; `_PARTITIONDATE` stands for a TIMESTAMP. */
function startOfDay(day: Expression, type: Type): Expression {
  return callNamed(isScalar(type, 'DATETIME') ? 'DATETIME' : 'TIMESTAMP', [day], {}, day.span)
}

function dayPart(span: Span): Expression {
  return { kind: 'part', part: 'DAY', type: STRING, span }
}

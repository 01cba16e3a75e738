import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import { formatType, type Type } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { fromMicros } from './instant.ts'
import { reuse } from './reuse.ts'
import { justifyDays, justifyHours, justifyInterval, makeInterval } from './scalar/interval-arithmetic.ts'
import { rangeBorders } from './scalar/range-borders.ts'

/** Functions of ranges, which are structs of start and end where NULL is unbounded, and of intervals. */
export const rangesAndIntervalsEmit: Readonly<Record<string, EmitCall>> = {
  RANGE: makeRange,
  RANGE_START: ([range]) => `(${range})."start"`,
  RANGE_END: ([range]) => `(${range})."end"`,
  RANGE_IS_START_UNBOUNDED: (sql, _call, context) => onRanges(sql, context, (r) => `${r}."start" IS NULL`),
  RANGE_IS_END_UNBOUNDED: (sql, _call, context) => onRanges(sql, context, (r) => `${r}."end" IS NULL`),
  RANGE_OVERLAPS: (sql, _call, context) => onRanges(sql, context, overlap),
  RANGE_INTERSECT: intersect,
  RANGE_CONTAINS: contains,
  GENERATE_RANGE_ARRAY: generateRanges,
  MAKE_INTERVAL: (sql, call, context) => `${context.use(makeInterval)}(${intervalParts(sql, call).join(', ')})`,
  JUSTIFY_DAYS: ([interval], _call, context) => `${context.use(justifyDays)}(${interval})`,
  JUSTIFY_HOURS: ([interval], _call, context) => `${context.use(justifyHours)}(${interval})`,
  JUSTIFY_INTERVAL: ([interval], _call, context) => `${context.use(justifyInterval)}(${interval})`,
}

/** All six parts. One left out before one given by name is a NULL without a place of its own. */
function intervalParts(sql: readonly string[], { arguments: values, span }: CallExpression): readonly string[] {
  const isLeftOut = (value: Expression) =>
    value.kind === 'literal' && value.span.start === span.start && value.span.end === span.end
  const given = sql.map((part, index) => (isLeftOut(values[index]!) ? '0' : part))
  return [...given, '0', '0', '0', '0', '0', '0'].slice(0, 6)
}

/** A condition that holds for ranges; NULL where one of them is NULL. */
function onRanges(sql: readonly string[], context: EmitContext, condition: (...ranges: string[]) => string): string {
  return reuse(
    context,
    sql,
    (...ranges) =>
      `CASE WHEN ${ranges.map((range) => `${range} IS NOT NULL`).join(' AND ')} THEN ${condition(...ranges.map((range) => `(${range})`))} END`,
  )
}

function makeRange(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const failure = context.fail(context.text('the start of a RANGE must be before its end'), call.type)
  return reuse(
    context,
    sql,
    (start, end) => `CASE WHEN ${start} >= ${end} THEN ${failure} ELSE ${rangeOf(start, end, call.type, context)} END`,
  )
}

function rangeOf(start: string, end: string, type: Type, context: EmitContext): string {
  return `CAST(struct_pack("start" := ${start}, "end" := ${end}) AS ${context.typeName(type)})`
}

/** The end belongs to no range, so ranges that only touch don't overlap. */
function overlap(a: string, b: string): string {
  const before = (start: string, end: string) => `coalesce(${start}."start" < ${end}."end", TRUE)`
  return `(${before(a, b)} AND ${before(b, a)})`
}

/** `greatest` and `least` pass over NULL, as an unbounded end must be. */
function intersect(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const failure = context.fail(context.text('the ranges of RANGE_INTERSECT do not overlap'), call.type)
  return onRanges(sql, context, (a, b) => {
    const common = rangeOf(`greatest(${a}."start", ${b}."start")`, `least(${a}."end", ${b}."end")`, call.type, context)
    return `CASE WHEN ${overlap(a, b)} THEN ${common} ELSE ${failure} END`
  })
}

function contains(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  if (call.arguments[1]!.type.kind === 'range') {
    return onRanges(sql, context, (outer, inner) => {
      const starts = `(${outer}."start" IS NULL OR coalesce(${inner}."start" >= ${outer}."start", FALSE))`
      return `(${starts} AND (${outer}."end" IS NULL OR coalesce(${inner}."end" <= ${outer}."end", FALSE)))`
    })
  }
  return onRanges(
    sql,
    context,
    (range, value) => `(coalesce(${value} >= ${range}."start", TRUE) AND coalesce(${value} < ${range}."end", TRUE))`,
  )
}

/** A range cut into pieces of one length; the last may be shorter, unless that is not wanted. */
function generateRanges([range, step, partial]: readonly string[], call: CallExpression, context: EmitContext): string {
  const { type } = call
  if (type.kind !== 'array' || type.element.kind !== 'range') return context.unsupported(call.name, call.span)
  const piece = type.element
  const failure = context.fail(context.text('the range of GENERATE_RANGE_ARRAY must not be unbounded'), type)
  return onRanges([range!], context, (r) => {
    const ends = ['start', 'end'].map((end) => `epoch_us(${r}."${end}")`).join(', ')
    const kind = context.text(formatType(piece.element))
    const borders = `${context.use(rangeBorders)}(${ends}, ${step}, ${partial ?? 'TRUE'}, ${kind})`
    const pieces = context.once(borders, (b) => {
      const border = (index: string) => fromMicros(`${b}[${index}]`, piece.element)
      return `list_transform(range(1, len(${b})), lambda i: ${rangeOf(border('i'), border('i + 1'), piece, context)})`
    })
    return `CASE WHEN ${r}."start" IS NULL OR ${r}."end" IS NULL THEN ${failure} ELSE ${pieces} END`
  })
}

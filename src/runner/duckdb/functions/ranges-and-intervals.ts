import type { CallExpression } from '../../../googlesql/resolved.ts'
import type { Type } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import { justifyDays, justifyHours, justifyInterval, makeInterval } from './scalar/interval-arithmetic.ts'

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
  MAKE_INTERVAL: (sql, _call, context) => `${context.use(makeInterval)}(${[...sql, ...MISSING.slice(sql.length)].join(', ')})`,
  JUSTIFY_DAYS: ([interval], _call, context) => `${context.use(justifyDays)}(${interval})`,
  JUSTIFY_HOURS: ([interval], _call, context) => `${context.use(justifyHours)}(${interval})`,
  JUSTIFY_INTERVAL: ([interval], _call, context) => `${context.use(justifyInterval)}(${interval})`,
}

const MISSING = ['0', '0', '0', '0', '0', '0']

/** A condition that holds for ranges; NULL where one of them is NULL. */
function onRanges(sql: readonly string[], context: EmitContext, condition: (...ranges: string[]) => string): string {
  return reuse(context, sql, (...ranges) => `CASE WHEN ${ranges.map((range) => `${range} IS NOT NULL`).join(' AND ')} THEN ${condition(...ranges.map((range) => `(${range})`))} END`)
}

function makeRange(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const failure = context.fail(context.text('the start of a RANGE must be before its end'), call.type)
  return reuse(context, sql, (start, end) => `CASE WHEN ${start} >= ${end} THEN ${failure} ELSE ${rangeOf(start, end, call.type, context)} END`)
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
  return onRanges(sql, context, (range, value) => `(coalesce(${value} >= ${range}."start", TRUE) AND coalesce(${value} < ${range}."end", TRUE))`)
}


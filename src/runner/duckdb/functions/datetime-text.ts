import type { CallExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext, ScalarFunction } from '../emit-context.ts'
import { nativeFormat, nativeParse } from './datetime-text-native.ts'
import { datetimeOf } from './instant.ts'
import { reuse } from './reuse.ts'
import { formatDate, formatDatetime, formatTime, formatTimestamp } from './scalar/format-time.ts'
import { parseDate, parseDatetime, parseTime, parseTimestamp } from './scalar/parse-time.ts'
import { compileFormat, type TimeKind } from './scalar/time-format.ts'
import { compileParse } from './scalar/time-parse.ts'
import { localTime } from './time-zone.ts'

/** FORMAT_… and PARSE_…: in DuckDB where a literal format has only elements that mean the same there, else in JavaScript. */
export const datetimeTextEmit: Readonly<Record<string, EmitCall>> = {
  FORMAT_DATE: format,
  FORMAT_DATETIME: format,
  FORMAT_TIME: format,
  FORMAT_TIMESTAMP: format,
  PARSE_DATE: (sql, call, context) => parse(sql, 'DATE', parseDate, call, context),
  PARSE_DATETIME: (sql, call, context) => parse(sql, 'DATETIME', parseDatetime, call, context),
  PARSE_TIME: (sql, call, context) => parse(sql, 'TIME', parseTime, call, context),
  PARSE_TIMESTAMP: (sql, call, context) =>
    parse([sql[0]!, sql[1]!, sql[2] ?? "'UTC'"], 'TIMESTAMP', parseTimestamp, call, context),
}

function format(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const kind = formatType(call.arguments[1]!.type) as TimeKind
  const text = literalFormat(call, kind, compileFormat, context)
  return reuse(context, [sql[1]!], (value) => {
    const values = [value, ...sql.slice(2)]
    const exact = formatExactly(sql[0]!, values, kind, call, context)
    return text === undefined || sql[2] !== undefined ? exact : nativeFormat(text, value, kind, exact, context)
  })
}

function formatExactly(
  pattern: string,
  [value, zone]: readonly string[],
  kind: TimeKind,
  call: CallExpression,
  context: EmitContext,
): string {
  if (kind === 'DATE') return `${context.use(formatDate)}(${pattern}, ${value} - DATE '1970-01-01')`
  if (kind === 'TIME') return `${context.use(formatTime)}(${pattern}, epoch_us(${value}))`
  if (kind === 'DATETIME') return `${context.use(formatDatetime)}(${pattern}, epoch_us(${value}))`
  const local = zone === undefined ? datetimeOf(value!) : localTime(context, value!, zone, call.arguments[2]!)
  return `${context.use(formatTimestamp)}(${pattern}, epoch_us(${value}), epoch_us(${local}))`
}

function parse(
  sql: readonly string[],
  kind: TimeKind,
  scalar: ScalarFunction,
  call: CallExpression,
  context: EmitContext,
): string {
  const pattern = literalFormat(call, kind, compileParse, context)
  return reuse(context, [sql[1]!], (text) => {
    const exact = fromMicros(`${context.use(scalar)}(${[sql[0], text, ...sql.slice(2)].join(', ')})`, kind)
    const inUtc = call.arguments[2] === undefined
    return pattern === undefined || !inUtc ? exact : nativeParse(pattern, text, kind, exact, context)
  })
}

function fromMicros(micros: string, kind: TimeKind): string {
  if (kind === 'TIMESTAMP') return `make_timestamptz(${micros})`
  const datetime = `make_timestamp(${micros})`
  return kind === 'DATETIME' ? datetime : `CAST(${datetime} AS ${kind})`
}

/** A literal format, checked now: an element without a proven meaning is refused before anything runs. */
function literalFormat(
  call: CallExpression,
  kind: TimeKind,
  compile: (format: string, kind: TimeKind) => unknown,
  context: EmitContext,
): string | undefined {
  const pattern = call.arguments[0]!
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return undefined
  try {
    compile(pattern.value, kind)
    return pattern.value
  } catch (error) {
    if (call.name.startsWith('PARSE') || !(error instanceof Error)) return undefined
    return context.unsupported(error.message, pattern.span)
  }
}

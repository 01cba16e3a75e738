import { INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { splitMicros } from './civil.ts'
import { compiledFormats } from './compiled-formats.ts'
import { compileFormat, type FormatInput, type TimeKind } from './time-format.ts'

/** FORMAT_DATE(format, days since 1970). */
export const formatDate = formatter('format_date', 'DATE', (days) => ({
  days: Number(days),
  ofDay: 0,
  offsetMinutes: 0,
}))

/** FORMAT_TIME(format, microseconds since midnight). */
export const formatTime = formatter('format_time', 'TIME', (micros) => ({
  days: 0,
  ofDay: Number(micros),
  offsetMinutes: 0,
}))

/** FORMAT_DATETIME(format, microseconds since 1970). */
export const formatDatetime = formatter('format_datetime', 'DATETIME', (micros) => inputOf(micros, 0))

/** FORMAT_TIMESTAMP(format, microseconds since 1970 in UTC, the same moment in local time). Offsets are whole minutes. */
export const formatTimestamp: ScalarFunction = {
  name: 'format_timestamp',
  parameters: [STRING, INT64, INT64],
  returns: STRING,
  evaluate: (format, utc, local) => {
    const offsetMinutes = Number(((local as bigint) - (utc as bigint)) / 60_000_000n)
    return compiled(
      format as string,
      'TIMESTAMP',
    )(inputOf((utc as bigint) + BigInt(offsetMinutes) * 60_000_000n, offsetMinutes))
  },
}

function formatter(name: string, kind: TimeKind, input: (value: bigint) => FormatInput): ScalarFunction {
  return {
    name,
    parameters: [STRING, INT64],
    returns: STRING,
    evaluate: (format, value) => compiled(format as string, kind)(input(value as bigint)),
  }
}

function inputOf(micros: bigint, offsetMinutes: number): FormatInput {
  const { days, ofDay } = splitMicros(micros)
  return { days, ofDay: Number(ofDay), offsetMinutes }
}

const compiled = compiledFormats(compileFormat)

import { INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { dateOf, splitMicros } from './civil.ts'

/** Fails where a text names a time zone; hands it on otherwise. */
export const timestampTextWithoutZone: ScalarFunction = {
  name: 'timestamp_without_zone',
  parameters: [STRING],
  returns: STRING,
  evaluate: (text) => {
    if (/:\d{1,2}(\.\d*)?\s*\S*[A-Za-z+-]/.test(text as string)) {
      throw new Error(`a time zone is given twice, in ${JSON.stringify(text)} and as an argument`)
    }
    return text!
  },
}

/** STRING(timestamp, zone): from the moment in UTC and the local time, both in microseconds. The offset is in whole minutes. */
export const timestampWithOffset: ScalarFunction = {
  name: 'timestamp_with_offset',
  parameters: [INT64, INT64],
  returns: STRING,
  evaluate: (utc, local) => {
    const minutes = ((local as bigint) - (utc as bigint)) / 60_000_000n
    return `${writeDatetime((utc as bigint) + minutes * 60_000_000n)}${writeOffset(Number(minutes))}`
  },
}

function writeDatetime(micros: bigint): string {
  const { days, ofDay } = splitMicros(micros)
  const { year, month, day } = dateOf(days)
  const seconds = Number(ofDay / 1_000_000n)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(':')
  return `${`${year}`.padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)} ${clock}${fraction(ofDay % 1_000_000n)}`
}

function fraction(micros: bigint): string {
  if (micros === 0n) return ''
  const digits = `${micros}`.padStart(6, '0')
  return `.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`
}

function writeOffset(minutes: number): string {
  const size = Math.abs(minutes)
  const rest = size % 60 === 0 ? '' : `:${twoDigits(size % 60)}`
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}${rest}`
}

function twoDigits(value: number): string {
  return `${value}`.padStart(2, '0')
}

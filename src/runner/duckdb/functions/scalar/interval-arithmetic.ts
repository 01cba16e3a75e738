import { INT64, INTERVAL } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { checkedInterval, type IntervalValue, readInterval, writeInterval } from './interval-value.ts'

const DAY = 86_400_000_000n

/** Each part times a whole number. */
export const intervalMultiply: ScalarFunction = {
  name: 'interval_multiply',
  parameters: [INTERVAL, INT64],
  returns: INTERVAL,
  evaluate: (interval, factor) => {
    const { months, days, micros } = readInterval(interval as string)
    const by = factor as bigint
    return write({ months: months * by, days: days * by, micros: micros * by })
  },
}

/** What a division leaves of the months goes on as days of thirty, what it leaves of the days as 24 hours each. */
export const intervalDivide: ScalarFunction = {
  name: 'interval_divide',
  parameters: [INTERVAL, INT64],
  returns: INTERVAL,
  evaluate: (interval, divisor) => {
    const { months, days, micros } = readInterval(interval as string)
    const by = divisor as bigint
    if (by === 0n) throw new Error('interval division by zero')
    const allDays = days + (months % by) * 30n
    return write({ months: months / by, days: allDays / by, micros: (micros + (allDays % by) * DAY) / by })
  },
}

export const makeInterval: ScalarFunction = {
  name: 'make_interval',
  parameters: [INT64, INT64, INT64, INT64, INT64, INT64],
  returns: INTERVAL,
  evaluate: (...values) => {
    const [year, month, day, hour, minute, second] = values as bigint[]
    return write({
      months: year! * 12n + month!,
      days: day!,
      micros: ((hour! * 60n + minute!) * 60n + second!) * 1_000_000n,
    })
  },
}

/** Days to months of thirty, so that both have one sign. */
export const justifyDays = justification('justify_days', ({ months, days, micros }) => {
  const [whole, rest] = carry(months, days, 30n)
  return { months: whole, days: rest, micros }
})

/** Hours to days of 24, so that both have one sign. */
export const justifyHours = justification('justify_hours', ({ months, days, micros }) => {
  const [whole, rest] = carry(days, micros, DAY)
  return { months, days: whole, micros: rest }
})

/** Both at once: all three parts get one sign. */
export const justifyInterval = justification('justify_interval', ({ months, days, micros }) => {
  const total = (months * 30n + days) * DAY + micros
  const allDays = total / DAY
  return { months: allDays / 30n, days: allDays % 30n, micros: total % DAY }
})

function justification(name: string, justify: (value: IntervalValue) => IntervalValue): ScalarFunction {
  return {
    name,
    parameters: [INTERVAL],
    returns: INTERVAL,
    evaluate: (text) => write(justify(readInterval(text as string))),
  }
}

function carry(larger: bigint, smaller: bigint, unit: bigint): [bigint, bigint] {
  const total = larger * unit + smaller
  return [total / unit, total % unit]
}

function write(value: IntervalValue): string {
  return writeInterval(checkedInterval(value))
}

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type CronExpression, parseCron } from '../../../src/generator/schedule/cron.ts'
import { nextTick, tickAtOrBefore } from '../../../src/generator/schedule/cron-ticks.ts'

interface Answer {
  readonly cron: string
  readonly start: string
  readonly next: readonly string[]
  readonly previous: readonly string[]
}

/** What croniter 6.0.0 and 7.0.0 both say (Airflow's own cron library). */
const answers: readonly Answer[] = JSON.parse(readFileSync(new URL('croniter-answers.json', import.meta.url), 'utf8'))

const text = (ms: number) => new Date(ms).toISOString().replace(':00.000Z', 'Z')

function threeTimes(startMs: number, step: (ms: number) => number): string[] {
  let at = startMs
  return [0, 1, 2].map(() => {
    at = step(at)
    return text(at)
  })
}

describe('a cron text', () => {
  test.each(answers)('$cron ticks when croniter says', ({ cron: cronText, start, next, previous }) => {
    const cron = parseCron(cronText) as CronExpression
    expect(threeTimes(Date.parse(start), (at) => nextTick(cron, at))).toEqual(next)
    expect(threeTimes(Date.parse(start), (at) => tickAtOrBefore(cron, at - 1))).toEqual(previous)
  })

  test.each([
    ['0 0 * *', '4 fields instead of 5'],
    ['0 0 1 1 * *', '6 fields instead of 5'],
    ['60 * * * *', '"60" is out of range in the field minute'],
    ['0 24 * * *', '"24" is out of range in the field hour'],
    ['0 0 0 * *', '"0" is out of range in the field day of month'],
    ['0 0 * 13 *', '"13" is out of range in the field month'],
    ['0 0 * * 8', '"8" is out of range in the field day of week'],
    ['0 0 * * mun', '"mun" is out of range in the field day of week'],
    ['*/0 * * * *', '"*/0" is not understood in the field minute'],
    ['1,,2 * * * *', '"" is not understood in the field minute'],
    ['? * * * *', '"?" is not understood in the field minute'],
    ['5-5 * * * *', '"5-5" begins where it ends in the field minute'],
    ['0 23/2 * * *', '"23/2" begins at the end in the field hour'],
    ['0 0 31-1 * *', '"31-1" runs backwards in the field day of month'],
    ['0 0 L * *', '"l" is out of range in the field day of month'],
    ['0 0 * * 1#2', '"1#2" is not understood in the field day of week'],
    ['0 0 30 2 *', 'there is no such day in any year'],
    ['0 0 31 4,6,9,11 *', 'there is no such day in any year'],
  ])('%s is refused', (cronText, problem) => {
    expect(parseCron(cronText)).toEqual({ problem })
  })
})

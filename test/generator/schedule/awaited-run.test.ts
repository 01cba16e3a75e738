import { describe, expect, test } from 'vitest'
import { awaitedRunMs } from '../../../src/generator/schedule/awaited-run.ts'
import { bigqueryEtlDelta } from '../../../src/generator/schedule/bigquery-etl-delta.ts'
import { executionDateFunction } from '../../../src/generator/schedule/execution-date-function.ts'
import { judgeDelta } from '../../../src/generator/schedule/explicit-delta.ts'
import { runOffset } from '../../../src/generator/schedule/run-offset.ts'
import { logicalDatesBetween } from '../../../src/generator/schedule/runs.ts'
import { readSchedule, type Schedule } from '../../../src/generator/schedule/schedule.ts'
import { parseTimeSpan } from '../../../src/generator/schedule/time-span.ts'
import type { UtcTime } from '../../../src/generator/time/utc-time.ts'

const schedule = (text: string) => readSchedule(text, '2024-01-03') as Schedule
const offset = (upstream: string, downstream: string) => runOffset(schedule(upstream), schedule(downstream))

describe('the offset of the awaited run', () => {
  test.each([
    ['0 1 * * *', '0 3 * * *', '2h', 'the day before the start, both at D+1'],
    ['0 4 * * *', '0 2 * * *', '-2h', "the same day's run, although it comes two hours later"],
    ['0 23 * * *', '0 1 * * *', '-22h', "the same day's run, late in the evening"],
    ['daily', '0 3 * * *', '3h', 'a preset'],
    ['3h', '0 */3 * * *', '0s', 'the same schedule in two forms'],
    // the weekly run of Monday the 1st starts on Monday the 8th at 2: the day of the 6th is over since 4 on the 7th
    ['0 4 * * *', '0 2 * * 1', '-5d2h', 'weekly reads the newest day'],
    ['0 1 * * *', '0 2 * * 1', '-5d23h', 'weekly reads yesterday'],
    ['0 2 * * 3', '0 2 * * 1', '5d', "last week's Wednesday, which is over since this Wednesday"],
    ['30 * * * *', '0 3 * * *', '-22h30m', 'daily reads the newest whole hour'],
    ['*/10 * * * *', '0 3 * * *', '-23h50m', 'daily reads the newest ten minutes'],
    // the hour from 5 is filled by the run of 5:30, which is over at 6:30
    ['30 * * * *', '0 * * * *', '-30m', 'an hour reads the same hour'],
    ['*/5 * * * *', '0 * * * *', '-55m', 'an hour reads its last five minutes'],
  ])('%s → %s is %s: %s', (upstream, downstream, span) => {
    expect(offset(upstream, downstream)).toEqual({ kind: 'constant', seconds: parseTimeSpan(span) })
  })

  test.each([
    ['0 2 * * 1', '0 3 * * *'],
    ['0 5 2 * *', '0 3 * * *'],
    ['0 1 * * *', '0 3 1 * *'],
    ['0 * * * *', '*/5 * * * *'],
    ['0 0 28 * *', '0 0 1 * *'],
    ['0 2 * * 1-5', '0 3 * * *'],
    ['5h', 'daily'],
    ['once', 'daily'],
  ])('%s → %s varies', (upstream, downstream) => {
    expect(offset(upstream, downstream)).toEqual({ kind: 'varying' })
  })

  test('is never found where the only run comes too late', () => {
    const late = readSchedule('once', '2024-02-01') as Schedule
    expect(runOffset(late, schedule('once'))).toMatchObject({ kind: 'never' })
  })
})

const TEXTS = ['0 3 * * *', '0 23 * * *', '*/10 * * * *', '30 * * * *', '30 4,13,22 * * *', '0 2 * * 1', '15 6 * * 1-5']
const MORE = ['0 5 2 * *', '0 0 13 * 5', '5h', '36h', '0 */6 1 * *', '3h', 'monthly']
const PAIRS = [...TEXTS, ...MORE].flatMap((upstream) =>
  [...TEXTS, ...MORE].map((downstream) => [upstream, downstream] as const),
)

/** Every run of 16 months, written out; the rule by looking at all of them. */
const YEARS = ['2023-09-01T00:00:00Z', '2025-01-01T00:00:00Z'] as UtcTime[]
const runsOf = new Map(
  [...TEXTS, ...MORE].map((text) => [text, logicalDatesBetween(schedule(text), YEARS[0]!, YEARS[1]!).map(Date.parse)]),
)
const FILLED_HOURS: Readonly<Record<string, number>> = {
  '*/10 * * * *': 1 / 6,
  '30 * * * *': 1,
  '0 */6 1 * *': 6,
  '3h': 3,
}

function bySimulation(upstream: string, downstream: string, index: number): number {
  const [runs, own] = [runsOf.get(upstream)!, runsOf.get(downstream)!]
  const over = runs.findLastIndex((_, at) => runs[at + 1]! <= own[index + 1]!)
  const filledMs = (FILLED_HOURS[downstream] ?? (/,|5h/.test(downstream) ? 0 : 24)) * 3_600_000
  const start = filledMs && Math.floor(own[index]! / filledMs) * filledMs
  const same = runs.findLastIndex((run) => run < start + filledMs)
  const isShort = same >= 0 && runs[same]! >= start && runs[same + 1]! - runs[same]! <= filledMs
  return runs[isShort ? Math.max(over, same) : over]!
}

describe('the awaited run', () => {
  test.each(PAIRS)('%s → %s is the one that a simulation of all runs finds', (upstream, downstream) => {
    const own = runsOf.get(downstream)!
    const [from, to] = [
      own.findIndex((run) => run > Date.UTC(2024, 0, 1)),
      own.findIndex((run) => run > Date.UTC(2024, 9, 1)),
    ]
    const step = Math.max(1, Math.floor((to - from) / 60))
    const offsets = new Set<number>()
    for (let index = from; index < to; index += step) {
      const awaited = awaitedRunMs(schedule(upstream), schedule(downstream), own[index]!)
      offsets.add((own[index]! - awaited!) / 1000)
      if (awaited !== bySimulation(upstream, downstream, index)) {
        expect([own[index], awaited]).toEqual([own[index], bySimulation(upstream, downstream, index)])
      }
    }
    const found = offset(upstream, downstream)
    if (found.kind === 'constant') expect([...offsets]).toEqual([found.seconds])
  })
})

describe('an explicit delta', () => {
  test.each([
    ['0 1 * * *', '0 3 * * *', '2h', 'meets'],
    ['0 4 * * *', '0 2 * * *', '-2h', 'meets'],
    ['0 1 * * *', '0 3 * * *', '1h', 'never'],
    ['0 2 * * 1', '0 3 * * *', '1h', 'sometimes'],
    ['0 1 * * *', '0 3 * * *', '26h', 'older'],
    ['0 1 * * *', '0 2 * * 1', '1h', 'older'],
  ])('%s → %s of %s: %s', (upstream, downstream, span, kind) => {
    expect(judgeDelta(schedule(upstream), schedule(downstream), parseTimeSpan(span)!).kind).toBe(kind)
  })

  test('that waits for an older run says which one is newer', () => {
    expect(judgeDelta(schedule('0 1 * * *'), schedule('0 2 * * 1'), 3600)).toEqual({
      kind: 'older',
      logicalDate: '2024-01-01T02:00:00Z',
      awaited: '2024-01-01T01:00:00Z',
      newest: '2024-01-07T01:00:00Z',
    })
  })
})

describe("bigquery-etl's delta", () => {
  test.each([
    ['0 1 * * *', '0 3 * * *', 7200],
    ['0 4 * * *', '0 2 * * *', -7200],
    ['daily', '30 1 * * *', 5400],
    ['0 1 * * *', '0 1 2 * *', 172_800],
    ['0 2 * * *', '0 2 * * 1', undefined],
    ['*/10 * * * *', '0 3 * * *', undefined],
    ['once', 'daily', undefined],
  ])('%s → %s is %s', (upstream, own, seconds) => {
    expect(bigqueryEtlDelta(upstream, own)).toBe(seconds)
  })
})

describe('the Python function', () => {
  test('finds the newest run that is over', () => {
    const text = executionDateFunction('newest_weekly', 'bqetl_weekly', schedule('0 2 * * 1'), schedule('0 3 * * *'))
    expect(text).toMatchInlineSnapshot(`
      "def newest_weekly(logical_date):
          """Return the logical date of the bqetl_weekly run to wait for."""
          from croniter import croniter

          logical_date = datetime.datetime.fromtimestamp(logical_date.timestamp(), datetime.timezone.utc)
          start = croniter("0 3 * * *", logical_date).get_next(datetime.datetime)
          runs = croniter("0 2 * * 1", start + datetime.timedelta(seconds=1))
          runs.get_prev()  # begins at or before that moment, so it is not over
          newest = runs.get_prev(datetime.datetime)
          epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
          filled = epoch + (logical_date - epoch) // datetime.timedelta(days=1) * datetime.timedelta(days=1)
          runs = croniter("0 2 * * 1", filled + datetime.timedelta(days=1))
          last = runs.get_prev(datetime.datetime)
          following = runs.get_next(datetime.datetime)
          if last >= filled and following - last <= datetime.timedelta(days=1):
              return max(newest, last)
          return newest
      "
    `)
  })

  test('names the only run of once', () => {
    const text = executionDateFunction('only', 'bqetl_backfill', schedule('once'), schedule('daily'))
    expect(text).toMatchInlineSnapshot(`
      "def only(logical_date):
          """Return the logical date of the bqetl_backfill run to wait for."""
          return datetime.datetime(2024, 1, 3, tzinfo=datetime.timezone.utc)
      "
    `)
  })
})

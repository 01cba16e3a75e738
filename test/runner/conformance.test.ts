import { describe, expect, it } from 'vitest'
import {
  type ConformanceCase,
  judge,
  type Outcome,
  readAnalystQueries,
  readCases,
  readMore,
  readProbes,
} from '../support/conformance.ts'

/** How many answers are the evaluator's. The numbers may only rise. */
const SUITES: readonly (readonly [string, readonly ConformanceCase[], number])[] = [
  ['probes.json', readProbes(), 485],
  ['more.ndjson', readMore(), 61],
  ['queries.ndjson', readCases('queries.ndjson'), 260],
  ['casts.ndjson', readCases('casts.ndjson'), 510],
  ['language.ndjson', readCases('language.ndjson'), 917],
  // all of them: test/slow/analysts.test.ts
  ['analysts.ndjson', readAnalystQueries().slice(0, 80), 80],
  ['engine.ndjson', readCases('engine.ndjson'), 296],
  // errors that a condition keeps back, subqueries inside of calls, FULL JOIN in a correlated subquery
  ['composed.ndjson', readCases('composed.ndjson'), 175],
]

describe("the reference evaluator's questions", () => {
  it.each(SUITES)('%s: no other answer, and no fewer of its own', async (_, cases, atLeast) => {
    const verdicts = await judge(cases)
    const of = (...outcomes: Outcome[]) => verdicts.filter(({ outcome }) => outcomes.includes(outcome))
    expect(of('different', 'bug').map((verdict) => [verdict.case.sql, verdict.answer])).toEqual([])
    expect(of('same').length).toBeGreaterThanOrEqual(atLeast)
  })
})

import { expect, test } from 'vitest'
import { judge, readCases } from '../support/conformance.ts'

/** Numbers near the end of the range, which the evaluator sums with more digits than a float has. */
const REFUSED = /1e308/

test('operators, numbers, dates, arrays, aggregates, windows, ranges and intervals answer as the reference evaluator does', async () => {
  const verdicts = await judge(readCases('functions-b.ndjson'))
  const other = verdicts.filter(({ outcome }) => outcome !== 'same')
  const unexpected = other.filter(({ outcome, case: { sql } }) => outcome !== 'refused' || !REFUSED.test(sql))
  expect(unexpected.map(({ outcome, case: { id, sql }, answer }) => ({ outcome, id, sql, answer }))).toEqual([])
}, 60_000)

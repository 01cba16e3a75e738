import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type ConformanceCase, judge, readCases } from '../support/conformance.ts'
import { randomQuery } from '../support/random-sql/query.ts'

/**
 * Typed random queries over two small tables: nothing of ours may differ from the evaluator's answers, which
 * `test/conformance/random.ndjson` holds by seed. With ORACLE=folder of the evaluator, SEED and COUNT it is asked about other seeds.
 */
const { ORACLE, SEED = '0', COUNT = '2000' } = process.env

it('random queries have the answers of the reference evaluator', { timeout: 600_000 }, async () => {
  const cases = ORACLE === undefined ? recorded() : asked(ORACLE, Number(SEED), Number(COUNT))
  expect(cases.length).toBeGreaterThan(300)
  const verdicts = await judge(cases)
  expect(verdicts.filter(({ outcome }) => outcome !== 'same').map((each) => [each.case.sql, each.answer])).toEqual([])
})

function recorded(): readonly ConformanceCase[] {
  return readCases('random.ndjson').map((each) => ({ ...each, sql: randomQuery(Number(each.id)) }))
}

function asked(oracle: string, from: number, count: number): readonly ConformanceCase[] {
  const seeds = Array.from({ length: count }, (_, index) => from + index)
  const input = seeds.map((id) => JSON.stringify({ id, sql: randomQuery(id) })).join('\n')
  const args = ['--no-warnings', `${oracle}/oracle.mjs`, '--backend', 'native']
  const { stdout } = spawnSync('node', args, { input, encoding: 'utf8', maxBuffer: 2 ** 30 })
  return (
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; ok: boolean; rows: NonNullable<ConformanceCase['rows']> })
      // it evaluates columns that nobody reads, and has faults of its own: what fails there decides nothing
      .filter(({ ok }) => ok)
      .map(({ id, rows }) => ({ id: String(id), sql: randomQuery(id), rows, tagged: false }))
  )
}

it('a seed gives one query', () => {
  expect(randomQuery(7)).toBe(randomQuery(7))
  expect(readFileSync('test/conformance/random.ndjson', 'utf8').split('\n')[0]).toMatch(/^\{"id":"0"/)
})

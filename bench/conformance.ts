/**
 * Prints how many of the reference evaluator's answers are ours too, and every case that is not, with what we said:
 *
 *     node bench/run.mjs bench/conformance.ts [TEXT]     # only cases whose SQL or id contains TEXT
 */
import { judge, type Outcome, readCases, readMore, readProbes, type Verdict } from '../test/support/conformance.ts'

const [filter = ''] = process.argv.slice(2)

for (const [name, cases] of [
  ['probes.json', readProbes()],
  ['more.ndjson', readMore()],
  ['queries.ndjson', readCases('queries.ndjson')],
  ['casts.ndjson', readCases('casts.ndjson')],
  ['functions-a.ndjson', readCases('functions-a.ndjson')],
  ['functions-b.ndjson', readCases('functions-b.ndjson')],
] as const) {
  const start = performance.now()
  const verdicts = await judge(cases.filter(({ id, sql }) => `${id} ${sql}`.includes(filter)))
  for (const verdict of verdicts) if (verdict.outcome !== 'same') report(verdict)
  const count = (outcome: Outcome) => verdicts.filter((verdict) => verdict.outcome === outcome).length
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(
    `${name}: ${count('same')} of ${verdicts.length} same, ${count('refused')} refused, ${count('bug')} bugs, ${count('different')} DIFFERENT (${seconds} s)\n`,
  )
}

function report({ outcome, case: { id, sql, rows, error }, answer }: Verdict): void {
  console.log(`${outcome.toUpperCase()}  ${id === sql ? sql : `${id}: ${sql}`}`)
  console.log(`  expected ${rows ? JSON.stringify(rows) : error}`)
  console.log(`  got      ${answer}`)
}

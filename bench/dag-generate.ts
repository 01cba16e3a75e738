/**
 * `bqetl dag generate` for all of mozilla/bigquery-etl: seconds and CPU seconds, against the limit of 5 seconds. Their own generator takes
 * 67 CPU seconds for it.
 *
 *     BQETL_CORPUS=/work/corpus npm run bench -- bench/dag-generate.ts
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LIMIT_SECONDS = 5
const corpus = process.env.BQETL_CORPUS
if (corpus === undefined) throw new Error('set BQETL_CORPUS to the folder that holds generated-dags')

const output = mkdtempSync(join(tmpdir(), 'bqetl-bench-'))
try {
  for (const rules of ['bqetl', 'bigquery-etl']) {
    const seconds = [1, 2, 3].map(() => run(rules))
    const best = Math.min(...seconds)
    console.log(`${rules.padEnd(12)} ${best.toFixed(2)} s, ${(best / LIMIT_SECONDS).toFixed(2)} of the limit`)
  }
} finally {
  rmSync(output, { recursive: true, force: true })
}

function run(rules: string): number {
  const compat = rules === 'bigquery-etl' ? ['--compat', rules] : []
  const args = ['bqetl', 'dag', 'generate', '--project-dir', join(corpus!, 'generated-dags'), '--output-dir', output]
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [...args, ...compat], { encoding: 'utf8' })
  const seconds = (performance.now() - started) / 1000
  if (status !== 0) throw new Error(stderr.slice(-2000))
  return seconds
}

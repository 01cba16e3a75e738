/**
 * `bqetl sample generate`: megabytes of NDJSON a second, the start of the program included, against the limit of 30.
 *
 *     npm run bench -- bench/sample.ts [ROWS]
 */
import { spawnSync } from 'node:child_process'

const LIMIT = 30
const rows = process.argv[2] ?? '40000'

for (const sample of ['main', 'crash']) {
  const seconds: number[] = []
  let megabytes = 0
  for (let run = 0; run < 3; run += 1) {
    const started = performance.now()
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['bqetl', 'sample', 'generate', sample, '--rows', rows],
      {
        maxBuffer: 2 ** 30,
      },
    )
    if (status !== 0) throw new Error(stderr.toString())
    seconds.push((performance.now() - started) / 1000)
    megabytes = stdout.length / 1e6
  }
  const speed = megabytes / Math.min(...seconds)
  console.log(
    `${sample.padEnd(6)} ${megabytes.toFixed(0)} MB in ${Math.min(...seconds).toFixed(2)} s: ${speed.toFixed(0)} MB/s, ${(speed / LIMIT).toFixed(2)} of the limit`,
  )
}

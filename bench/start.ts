// How long `bqetl --help` takes against bare Node: medians of whole processes, and their ratio (limit 2).
import { spawnSync } from 'node:child_process'

const RUNS = 21

function milliseconds(args: readonly string[]): number {
  const started = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
  return performance.now() - started
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!
}

milliseconds(['bqetl', '--help']) // builds where a source is newer
const bare: number[] = []
const help: number[] = []
for (let run = 0; run < RUNS; run += 1) {
  bare.push(milliseconds(['-e', '0']))
  help.push(milliseconds(['bqetl', '--help']))
}
const ratio = median(help) / median(bare)
console.log(`bare node      ${median(bare).toFixed(1)} ms`)
console.log(`bqetl --help   ${median(help).toFixed(1)} ms`)
console.log(`ratio          ${ratio.toFixed(2)} (limit 2)`)
if (ratio > 2) console.log('over the limit')

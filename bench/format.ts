// Laying out Mozilla's tree `main` (2,130 files), by `bqetl format --check` as one types it and by bigquery-etl's own formatter (one
// process, without its pass that qualifies names), which take turns. Without their formatter in main/bigquery_etl/format_sql: ours alone.
// BQETL_CORPUS=/work/corpus node bench/run.mjs bench/format.ts [ROUNDS]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderSource } from '../src/generator/project/file-source.ts'
import { theirFormatter } from '../test/support/their-formatter.ts'

const LIMIT_SECONDS = 2
const ROUNDS = Number(process.argv[2] ?? 3)
const corpus = process.env.BQETL_CORPUS
if (corpus === undefined) throw new Error('set BQETL_CORPUS to the folder with the tree main')
const tree = join(corpus, 'main')
const theirs = theirFormatter(tree)

const THEIR_PROGRAM = `
import sys
sys.path.insert(0, sys.argv[1])
from bigquery_etl.format_sql.formatter import reformat
changed = 0
for path in open(sys.argv[2]).read().split("\\n"):
    text = open(path).read()
    changed += reformat(text, trailing_newline=True) != text
print(changed)
`

const folder = mkdtempSync(join(tmpdir(), 'bqetl-bench-'))
const list = join(folder, 'files.txt')
const paths = folderSource(tree)
  .list('sql')
  .filter((path) => path.endsWith('.sql'))
writeFileSync(list, paths.map((path) => join(tree, path)).join('\n'))

const [ours, other]: [number[], number[]] = [[], []]
for (let round = 0; round < ROUNDS; round += 1) {
  ours.push(seconds(process.execPath, ['bqetl', 'format', '--check', '--project-dir', tree, join(tree, 'sql')]))
  if (theirs !== undefined) other.push(seconds('python3', ['-c', THEIR_PROGRAM, theirs, list]))
}
rmSync(folder, { recursive: true })
const best = Math.min(...ours)
console.log(
  `${paths.length} files: bqetl format --check ${best.toFixed(2)} s of CPU (least of ${ROUNDS}), limit ${LIMIT_SECONDS}`,
)
if (theirs === undefined) console.log("bigquery-etl's formatter is not in main/bigquery_etl/format_sql: no ratio")
else
  console.log(`bigquery-etl ${Math.min(...other).toFixed(2)} s of CPU; ratio ${(best / Math.min(...other)).toFixed(2)}`)
if (best > LIMIT_SECONDS) process.exitCode = 1

/** Of the processor, user and system, so that what else the machine does counts less. */
function seconds(program: string, args: readonly string[]): number {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', '"$@" > /dev/null && times', 'bash', program, ...args], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${program} failed: ${stderr.slice(0, 1000)}`)
  const [, children = ''] = stdout.trimEnd().split('\n')
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0)
}

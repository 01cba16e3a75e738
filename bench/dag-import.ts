// How long Airflow 2.10.5 takes to load our DAG files of mozilla/bigquery-etl, against its own: CPU seconds of the DagBag, the least
// of some rounds in turn. Needs BQETL_CORPUS (generated-dags), Python 3.11 and PyPI.
//   npm run bench -- bench/dag-import.ts [ROUNDS]
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { airflowEnvironment } from '../test/airflow/environment.ts'

const ROOT = process.cwd()
const rounds = process.argv[2] ?? '5'
const tree = join(process.env.BQETL_CORPUS ?? join(ROOT, '..', 'corpus'), 'generated-dags')
const folder = mkdtempSync(join(tmpdir(), 'bqetl-import-'))

interface Load {
  readonly seconds: number
  readonly dags: number
  readonly tasks: number
  readonly errors: Readonly<Record<string, string>>
}

function generate(name: string, ...more: readonly string[]): string {
  const output = join(folder, name)
  const args = ['dag', 'generate', '--project-dir', tree, '--output-dir', output, ...more]
  execFileSync(process.execPath, [join(ROOT, 'bqetl'), ...args], { stdio: ['ignore', 'ignore', 'ignore'] })
  return output
}

const folders = {
  theirs: join(tree, 'dags'),
  compat: generate('compat', '--compat', 'bigquery-etl'),
  ours: generate('ours'),
}
const python = join(airflowEnvironment('2.10.5', 'kubernetes'), 'bin', 'python')
const env = { ...process.env, AIRFLOW_HOME: join(folder, 'airflow'), AIRFLOW__CORE__LOAD_EXAMPLES: 'False' }
const program = join(ROOT, 'bench', 'dag_import.py')
const printed = execFileSync(python, [program, rounds, ...Object.values(folders)], {
  env,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
  maxBuffer: 1 << 28,
})
const loads: readonly Record<string, Load>[] = JSON.parse(printed)
rmSync(folder, { recursive: true, force: true })

const least = (name: string): Load =>
  loads.map((round) => round[name]!).reduce((best, load) => (load.seconds < best.seconds ? load : best))
const theirs = least(folders.theirs)
let failed = false
for (const [name, path] of Object.entries(folders)) {
  const { seconds, dags, tasks, errors } = least(path)
  const ratio = seconds / theirs.seconds
  console.log(
    `${name.padEnd(7)} ${seconds.toFixed(2)} s, ${dags} DAGs, ${tasks} tasks, ratio ${ratio.toFixed(2)} (limit 1)`,
  )
  failed ||= Object.keys(errors).length > 0 || (name === 'ours' && ratio > 1)
}
if (failed) process.exitCode = 1

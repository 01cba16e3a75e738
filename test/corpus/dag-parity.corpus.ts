import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { corpusTree } from './corpus.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const SHARED = process.env.BQETL_SHARED ?? join(ROOT, '..', 'shared')
const PARITY = join(SHARED, 'tools', 'dag-parity', 'dag_parity.py')

let folder: string
beforeAll(() => {
  if (!existsSync(PARITY)) throw new Error(`${PARITY} is not there: name the shared folder in BQETL_SHARED`)
  folder = mkdtempSync(join(tmpdir(), 'bqetl-parity-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function generate(project: string, output: string): void {
  const args = ['dag', 'generate', '--project-dir', project, '--compat', 'bigquery-etl', '--output-dir', output]
  execFileSync(process.execPath, [join(ROOT, 'bqetl'), ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** The last line of the comparison, with every difference above it. */
function compare(reference: string, output: string): string {
  return spawnSync('python3', [PARITY, 'diff', reference, output], { encoding: 'utf8' }).stdout.trimEnd()
}

test('all DAGs of mozilla/bigquery-etl are those of its own generator', () => {
  const tree = corpusTree('generated-dags')
  const output = join(folder, 'dags')
  generate(tree, output)
  const said = compare(join(tree, 'dags'), output)
  expect(said.split('\n').at(-1), said).toBe(
    'dag_parity: DAGs equal 149/149, tasks equal 1428/1428, edges equal 2160/2160 = 100.00%',
  )
})

test('another dependency changes the edges of its task, so that nothing is looked up', () => {
  const tree = corpusTree('generated-dags')
  const changed = join(folder, 'changed')
  cpSync(tree, changed, { recursive: true })
  const path = join(changed, 'sql/moz-fx-data-shared-prod/telemetry_derived/main_1pct_v1/metadata.yaml')
  const text = readFileSync(path, 'utf8')
  expect(text).toContain('dag_name: bqetl_main_summary')
  const more = '  depends_on:\n  - {dag_name: bqetl_nondesktop, task_id: some_task, execution_delta: 2h}\n'
  writeFileSync(path, text.replace(/^scheduling:\n/m, `scheduling:\n${more}`))
  const output = join(folder, 'changed-dags')
  generate(changed, output)
  const said = compare(join(tree, 'dags'), output)
  expect(said).toContain(
    'bqetl_main_summary.telemetry_derived__main_1pct__v1 <- bqetl_nondesktop.some_task delta 7200 s',
  )
  expect(said.split('\n').at(-1)).toBe(
    'dag_parity: DAGs equal 148/149, tasks equal 1428/1428, edges equal 2160/2161 = 99.95%',
  )
})

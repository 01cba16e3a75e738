import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadAggregates, loadDefinitions, type Serving, serve } from '../server/serving.ts'
import { type Folder, temporaryFolder } from '../support/cli.ts'

const VERSION = '4.32.5'

let folder: Folder
let server: Serving
beforeAll(async () => {
  folder = temporaryFolder()
  loadDefinitions(folder, [{ name: 'GC_MS', type: 'histogram', kind: 'linear', low: 1, high: 3, n_buckets: 4 }])
  loadAggregates(folder, [{ metric: 'GC_MS', count: 1, sum: 1, histogram: [0, 1, 0, 0] }])
  server = await serve(folder)
})
afterAll(async () => {
  await server.stop()
  folder[Symbol.dispose]()
})

/** In the user's cache, made once. */
function schemathesis(): string {
  const environment = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bqetl', `schemathesis-${VERSION}`)
  const program = join(environment, 'bin', 'schemathesis')
  if (existsSync(program)) return program
  mkdirSync(environment, { recursive: true })
  execFileSync('python3', ['-m', 'venv', '--clear', environment], { stdio: 'inherit' })
  const pip = [join(environment, 'bin', 'python'), '-m', 'pip', '--quiet', '--disable-pip-version-check', 'install']
  execFileSync(pip[0]!, [...pip.slice(1), `schemathesis==${VERSION}`], { stdio: 'inherit' })
  return program
}

test('what the service says of itself is true: schemathesis finds nothing else', () => {
  const { status, stdout } = spawnSync(
    schemathesis(),
    ['run', `${server.url}/openapi.json`, '--checks', 'all', '--max-examples', '60', '--seed', '1', '--no-color'],
    { encoding: 'utf8', cwd: folder.path },
  )
  expect(status, stdout).toBe(0)
  expect(stdout).toMatch(/Operations:\s+8 selected/)
})

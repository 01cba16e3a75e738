import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** The server with what is wrong with it mended, as far as it can be. */
const MENDED = join(ROOT, 'test', 'bigquery', 'server.py')

/** An API server for tests that is running. */
export interface BigQueryServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Where it keeps its tables; another server can go on with them. */
  readonly data: string
  kill(signal: NodeJS.Signals): Promise<void>
}

/**
 * Folder of the installed server: that of BQETL_BIGQUERY_SERVER, else one in the user's cache, installed by the setup.sh in
 * `tools/bigquery-server` of BQETL_SHARED.
 *
 * @throws {Error} it cannot be installed, with what setup.sh said
 */
export function installBigQueryServer(): string {
  const given = process.env.BQETL_BIGQUERY_SERVER
  const folder = given ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bqetl', 'bigquery-server')
  if (existsSync(join(folder, 'server.py'))) return folder
  const shared = process.env.BQETL_SHARED ?? join(ROOT, '..', 'shared')
  const setup = join(shared, 'tools', 'bigquery-server', 'setup.sh')
  if (!existsSync(setup)) throw new Error(`${setup} is not there: name the shared folder in BQETL_SHARED`)
  const { status, stderr } = spawnSync('bash', [setup, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${setup} failed (exit ${status}): ${stderr}`)
  return folder
}

/** @throws {Error} it does not answer within a minute, with its log */
export async function startBigQueryServer(
  options: { readonly data?: string; readonly port?: number } = {},
): Promise<BigQueryServer> {
  const folder = installBigQueryServer()
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'bqetl-bigquery-'))
  const port = options.port ?? (await freePort())
  const args = ['serve', '--host', '127.0.0.1', '--port', `${port}`, '--grpc-port', `${await freePort()}`]
  const log = join(data, 'server.log')
  const child = spawn(
    join(folder, 'venv', 'bin', 'python'),
    [MENDED, folder, ...args, '--project', 'test', '--dataset', 'd0', '--data-dir', data],
    { env: { ...process.env, HOME: join(folder, 'home') }, stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')] },
  )
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    // A job without end holds it back.
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
  }
  await untilReady(child, `http://127.0.0.1:${port}`, log)
  return { url: `http://127.0.0.1:${port}`, port, data, kill, [Symbol.asyncDispose]: () => kill('SIGTERM') }
}

async function untilReady(child: ChildProcess, url: string, log: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    if (child.exitCode !== null) break
    const ready = await fetch(`${url}/bigquery/v2/projects`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await sleep(250)
  }
  child.kill('SIGKILL')
  throw new Error(`the BigQuery API server does not answer at ${url}:\n${readFileSync(log, 'utf8').slice(-2000)}`)
}

/** Makes a dataset through the plain API, as somebody else would have. */
export async function makeDataset(url: string, project: string, dataset: string): Promise<void> {
  const answer = await fetch(`${url}/bigquery/v2/projects/${project}/datasets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ datasetReference: { projectId: project, datasetId: dataset } }),
  })
  if (!answer.ok && answer.status !== 409) throw new Error(`${dataset}: ${await answer.text()}`)
}

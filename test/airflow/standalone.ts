import { spawn, spawnSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../support/free-port.ts'
import type { Airflow } from './environment.ts'

/** A run as the scheduler's database has it. */
export interface ScheduledRun {
  readonly dag: string
  readonly type: string
  readonly state: string
  /** Of its data interval. */
  readonly start: string
}

const POLL_MS = 1000
const STOP_MS = 10_000

/**
 * Starts `airflow standalone` (scheduler, workers, web server) with all DAGs on, waits for the first run that it schedules to
 * end, and stops it. Its output goes to AIRFLOW_HOME/standalone.log.
 *
 * @throws where no run ends within `timeoutMs`
 */
export async function firstScheduledRun(airflow: Airflow, timeoutMs: number): Promise<ScheduledRun> {
  const home = airflow.environment.AIRFLOW_HOME!
  const log = openSync(join(home, 'standalone.log'), 'w')
  const environment = { ...airflow.environment, ...(await standaloneSettings()) }
  // a group of its own: what it starts is stopped with it
  const child = spawn(join(airflow.bin, 'airflow'), ['standalone'], {
    env: environment,
    detached: true,
    stdio: ['ignore', log, log],
  })
  try {
    for (const end = Date.now() + timeoutMs; Date.now() < end; await pause(POLL_MS)) {
      const run = runsOf(airflow, home).find(
        ({ type, state }) => type === 'scheduled' && /^(success|failed)$/.test(state),
      )
      if (run !== undefined) return run
    }
    throw new Error(`no scheduled run within ${timeoutMs / 1000} s; see ${home}/standalone.log`)
  } finally {
    await stop(child.pid!)
  }
}

async function standaloneSettings(): Promise<NodeJS.ProcessEnv> {
  const port = String(await freePort())
  return {
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False',
    // of version 2
    AIRFLOW__WEBSERVER__WEB_SERVER_HOST: '127.0.0.1',
    AIRFLOW__WEBSERVER__WEB_SERVER_PORT: port,
    AIRFLOW__WEBSERVER__WORKERS: '1',
    // of version 3
    AIRFLOW__API__HOST: '127.0.0.1',
    AIRFLOW__API__PORT: port,
    AIRFLOW__API__WORKERS: '1',
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${port}/execution/`,
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS: 'True',
  }
}

/** None while the database is being made. */
function runsOf(airflow: Airflow, home: string): readonly ScheduledRun[] {
  const program = join(import.meta.dirname, 'dag_runs.py')
  const { status, stdout } = spawnSync(join(airflow.bin, 'python'), [program, home], { encoding: 'utf8' })
  return status === 0 ? JSON.parse(stdout) : []
}

async function stop(group: number): Promise<void> {
  signal(group, 'SIGTERM')
  for (const end = Date.now() + STOP_MS; Date.now() < end && signal(group, 0); ) await pause(POLL_MS)
  signal(group, 'SIGKILL')
}

/** @returns whether anybody is left to hear it */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name)
  } catch {
    return false
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { bqetl, type Folder } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export interface Aggregate {
  readonly submission_date?: string
  readonly channel?: string | null
  readonly version?: string
  readonly build_id?: string
  readonly application?: string
  readonly architecture?: string | null
  readonly os?: string
  readonly os_version?: string
  readonly metric: string
  readonly label?: string
  readonly process_type?: string
  readonly count: number | string
  readonly sum: number | string
  readonly histogram: readonly (number | string)[]
}

const DEFAULTS = {
  submission_date: '2018-06-17',
  channel: 'nightly',
  version: '41',
  build_id: '20180615',
  application: 'Firefox',
  architecture: 'x86-64',
  os: 'Linux',
  os_version: '4.1',
  label: '',
  process_type: 'parent',
}

/** Replaces all aggregates of the folder's warehouse. */
export function loadAggregates(folder: Folder, rows: readonly Aggregate[]): void {
  load(
    folder,
    'telemetry_aggregates_v1',
    rows.map((row) => ({ ...DEFAULTS, ...row })),
  )
}

export function loadDefinitions(folder: Folder, rows: readonly object[]): void {
  load(
    folder,
    'probe_definitions_v1',
    rows.map((row) => ({ keyed: false, labels: [], description: '', ...row })),
  )
}

function load(folder: Folder, table: string, rows: readonly object[]): void {
  folder.write({ [`${table}.ndjson`]: rows.map((row) => `${JSON.stringify(row)}\n`).join('') })
  const { code, err } = bqetl(folder, [
    'load',
    `telemetry_derived.${table}`,
    `${table}.ndjson`,
    '--replace',
    ...place(),
  ])
  if (code !== 0) throw new Error(err)
}

function place(): readonly string[] {
  return ['--project-dir', ROOT, '--database', 'warehouse']
}

export interface Serving {
  readonly url: string
  readonly process: ChildProcess
  /** What it has said on stderr. */
  errors(): string
  /** SIGTERM; the exit code: a server that is asked to stop has done its work. */
  stop(): Promise<number | null>
}

/** Starts the real `bqetl serve` on the folder's warehouse, on a port of its own. */
export async function serve(folder: Folder, ...options: string[]): Promise<Serving> {
  const args = [join(ROOT, 'bqetl'), 'serve', '--port', '0', '--refresh-seconds', '1', ...place(), ...options]
  const child = spawn(process.execPath, args, { cwd: folder.path, env: { ...process.env, NO_COLOR: '1' } })
  let [out, err] = ['', '']
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  for await (const chunk of child.stdout) {
    out += chunk
    const url = /http:\/\/\S+/.exec(out)?.[0]
    if (url === undefined) continue
    return {
      url,
      process: child,
      errors: () => err,
      stop: async () => {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        return (await ended)[0]
      },
    }
  }
  throw new Error(`bqetl serve said ${out}${err}`)
}

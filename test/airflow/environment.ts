import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

export type AirflowVersion = '2.10.5' | '3.3.2'

/** What is installed: Airflow alone, or with the provider for tasks in pods. */
export type AirflowExtra = 'kubernetes'

/** What became of a folder of DAGs, and of runs of some. */
export interface DagReport {
  readonly importErrors: Readonly<Record<string, string>>
  readonly warnings: Readonly<Record<string, readonly string[]>>
  readonly tasks: Readonly<Record<string, number>>
  /** All files, without the start of Python. */
  readonly seconds: number
  readonly runs: readonly DagRun[]
}

export interface DagRun {
  readonly dag: string
  readonly date: string
  readonly state: string
  readonly tasks: Readonly<Record<string, string>>
}

/** An Airflow with a database of its own, its DAGs and the project that they work on. */
export interface Airflow {
  readonly environment: NodeJS.ProcessEnv
  /** The folder of its programs. */
  readonly bin: string
  airflow(...args: string[]): void
  /** @param runs `DAG_ID@LOGICAL_DATE`, run one after the other in one process */
  load(...runs: string[]): DagReport
  /** Runs a program of this folder, whose first argument is the file that it writes JSON to. */
  python(program: string, ...args: string[]): unknown
}

/** The Python environment of a version, made once from frozen requirements and kept in the user's cache. */
export function airflowEnvironment(version: AirflowVersion, extra?: AirflowExtra): string {
  const names = [version, ...(extra === undefined ? [] : [`${extra}-${version}`])]
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bqetl')
  const folder = join(cache, `airflow-${names.at(-1)}`)
  const complete = join(folder, 'complete')
  if (existsSync(complete)) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, '..'), { recursive: true })
  const requirements = names.flatMap((name) => ['-r', join(ROOT, 'test', 'airflow', `requirements-${name}.txt`)])
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' })
  const python = join(folder, 'bin', 'python')
  const pip = (...args: string[]) =>
    execFileSync(python, ['-m', 'pip', '--disable-pip-version-check', ...args], { stdio: 'inherit' })
  pip('install', '--quiet', 'uv==0.13.9')
  execFileSync(
    join(folder, 'bin', 'uv'),
    ['pip', 'install', '--quiet', '--compile-bytecode', '--python', python, ...requirements],
    { stdio: 'inherit' },
  )
  mkdirSync(complete)
  return folder
}

/**
 * @param home a new folder
 * @param dags the folder of DAGs
 * @param project the folder that their tasks work on
 */
export function openAirflow(
  version: AirflowVersion,
  { home, dags, project, extra }: { home: string; dags: string; project: string; extra?: AirflowExtra },
): Airflow {
  const bin = join(airflowEnvironment(version, extra), 'bin')
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${bin}:${ROOT}:${process.env.PATH}`,
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__DAGS_FOLDER: dags,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    BQETL_PROJECT: project,
    NO_COLOR: '1',
  }
  mkdirSync(home, { recursive: true })
  const run = (program: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(join(bin, program), args, {
      env: environment,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    if (status !== 0)
      throw new Error(
        `${program} ${args.join(' ')} ended with ${status}\n${stdout.slice(-8000)}\n${stderr.slice(-8000)}`,
      )
  }
  const python = (program: string, ...args: string[]) => {
    const output = join(home, 'report.json')
    rmSync(output, { force: true })
    run('python', [join(import.meta.dirname, program), output, ...args])
    return JSON.parse(readFileSync(output, 'utf8'))
  }
  return {
    environment,
    bin,
    airflow: (...args) => run('airflow', args),
    load: (...runs) => python('run_dags.py', ...runs) as DagReport,
    python,
  }
}

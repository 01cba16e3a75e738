import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { afterAll, beforeAll } from 'vitest'
import type { Task } from './warehouse-task.ts'

/** A running `warehouse-program.ts`. */
export interface WarehouseProcess {
  readonly process: ChildProcess
  /** Its first step is about to begin. */
  readonly ready: Promise<void>
  /** What it printed last: `done`, an error, or nothing where it was killed before. */
  readonly outcome: Promise<string>
}

/** Builds the program for the tests of a file; the function returned starts it, behind the words of a command that runs another. */
export function useWarehouseProgram(): (task: Task, prefix?: readonly string[]) => WarehouseProcess {
  // Inside of the tree, so that the program finds the library of DuckDB.
  const scratch = join(import.meta.dirname, '..', '..', '.bqetl', 'scratch')
  let directory = ''
  beforeAll(async () => {
    mkdirSync(scratch, { recursive: true })
    directory = mkdtempSync(join(scratch, 'warehouse-program-'))
    await build({
      entryPoints: [join(import.meta.dirname, 'warehouse-program.ts')],
      outfile: join(directory, 'program.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      packages: 'external',
      logLevel: 'error',
    })
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return (task, prefix = []) => start(join(directory, 'program.mjs'), task, prefix)
}

function start(program: string, task: Task, prefix: readonly string[]): WarehouseProcess {
  const [command, ...args] = [...prefix, process.execPath, '--no-warnings', program, JSON.stringify(task)]
  const child = spawn(command!, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const output = createInterface({ input: child.stdout })
  const ready = new Promise<void>((resolve) => {
    output.on('line', (line) => {
      lines.push(line)
      resolve()
    })
    child.once('exit', () => resolve())
  })
  const outcome = once(child, 'close').then(() => lines.at(-1) ?? '')
  return { process: child, ready, outcome }
}

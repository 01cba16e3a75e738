import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '..', '..', '.bqetl', 'python')
const PACKAGES = ['jinja2==3.1.6', 'pendulum==3.1.0', 'python-dateutil==2.9.0.post0']

/**
 * Runs a script beside this file with the real Jinja2 and pendulum, which are installed into `.bqetl/python` the first time.
 *
 * @throws where Python 3 or the package index is not there: without the reference there is nothing to compare with
 */
export function runPython(script: string, args: readonly string[], input = ''): string {
  const python = join(FOLDER, 'bin', 'python')
  if (!existsSync(join(FOLDER, 'ready'))) {
    execFileSync('python3', ['-m', 'venv', '--clear', FOLDER])
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES])
    execFileSync('touch', [join(FOLDER, 'ready')])
  }
  const { status, stdout, stderr } = spawnSync(python, [join(import.meta.dirname, script), ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  })
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`)
  return stdout
}

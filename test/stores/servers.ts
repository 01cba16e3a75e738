import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'

/** A store that runs on this machine. */
export interface StoreServer extends Disposable {
  readonly url: string
}

const PACKAGES = ['moto[server,s3]==5.2.5', 'gcp-storage-emulator==2026.7.19']

/** A Python environment with both servers, made once and kept in the user's cache. */
export function pythonEnvironment(): string {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bqetl', 'stores')
  const ready = ['moto_server', 'gcp-storage-emulator'].every((name) => existsSync(join(folder, 'bin', name)))
  if (ready) return folder
  mkdirSync(folder, { recursive: true })
  execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' })
  execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
    stdio: 'inherit',
  })
  return folder
}

export async function startS3(environment: string): Promise<StoreServer> {
  const port = await freePort()
  return await ready(`http://127.0.0.1:${port}`, spawnQuietly(environment, 'moto_server', ['-p', String(port)]))
}

export async function startCloudStorage(environment: string, data: string): Promise<StoreServer> {
  const port = await freePort()
  const options = [
    '-d',
    data,
    'start',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--in-memory',
    '--default-bucket',
    'bucket',
  ]
  return await ready(`http://127.0.0.1:${port}`, spawnQuietly(environment, 'gcp-storage-emulator', options))
}

function spawnQuietly(environment: string, program: string, options: readonly string[]): ChildProcess {
  return spawn(join(environment, 'bin', program), options, { stdio: 'ignore' })
}

async function ready(url: string, child: ChildProcess): Promise<StoreServer> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    )
    if (answers) return { url, [Symbol.dispose]: () => void child.kill('SIGKILL') }
    if (child.exitCode !== null) throw new Error(`the server of ${url} ended with ${child.exitCode}`)
    await new Promise((wake) => setTimeout(wake, 100))
  }
  throw new Error(`no answer from ${url}`)
}

// The packages that package-lock.json names, by npm.
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** npm writes this list last, so a folder without it was left half-done. */
const LIST = join('node_modules', '.package-lock.json')

/** Whether every package that the program needs is there in the version that package-lock.json names. */
export function isInstalled(root) {
  const present = readPackages(join(root, LIST))
  return Object.entries(readPackages(join(root, 'package-lock.json'))).every(
    ([path, { version, dev, optional, devOptional }]) =>
      path === '' || dev || optional || devOptional || present[path]?.version === version,
  )
}

function readPackages(path) {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')).packages ?? {}) : {}
}

/** Packages for development come too where they were before. @throws {Error} npm's message is on stderr then */
export async function install(root) {
  const before = Object.values(readPackages(join(root, LIST)))
  console.error(`bqetl: ${before.length === 0 ? 'first use' : 'other packages are needed'}, installing (npm ci) …`)
  const folder = join(root, 'dist', `.install-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    if (existsSync(join(root, file))) copyFileSync(join(root, file), join(folder, file))
  }
  try {
    await npmCi(folder, before.some(({ dev }) => dev) ? [] : ['--omit=dev'])
    if (existsSync(join(root, 'node_modules'))) renameSync(join(root, 'node_modules'), join(folder, 'before'))
    renameSync(join(folder, 'node_modules'), join(root, 'node_modules'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function npmCi(folder, options) {
  const child = spawn('npm', ['ci', ...options, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  const problem = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.code === 'ENOENT' ? 'npm is not on PATH' : error.message))
    child.on('close', (code) => resolve(code === 0 ? undefined : 'npm ci failed; is the npm registry reachable?'))
  })
  if (problem !== undefined) throw Object.assign(new Error(problem), { exitCode: 3 })
}

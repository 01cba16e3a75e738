// One launcher at a time. A lock file names its process; that of a process that is gone, or has long been silent, counts for nothing.
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BEAT_MS = 2000
const SILENT_MS = 30_000

/** Runs `work` while no other process does the same for this folder, which is made where it is missing. */
export async function whileAlone(folder, work) {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, '.lock')
  for (let waited = 0; !take(lock); waited += 1) {
    if (isAbandoned(lock)) rmSync(lock, { force: true })
    if (waited === 40) console.error('bqetl: waiting for another bqetl that installs or builds …')
    await sleep(50)
  }
  const beat = setInterval(() => touch(lock), BEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    rmSync(lock, { force: true })
  }
}

const owner = () => `${hostname()} ${process.pid}`

/** A link is made whole or not at all, so no lock is ever seen without its owner. */
function take(lock) {
  const own = `${lock}-${process.pid}`
  writeFileSync(own, owner())
  try {
    linkSync(own, lock)
    return true
  } catch (error) {
    // ENOENT: the holder has just cleared away what killed launchers left. Another code: a file system without links; what the
    // lock spares is work, not harm.
    return error.code !== 'EEXIST' && error.code !== 'ENOENT'
  } finally {
    rmSync(own, { force: true })
  }
}

function isAbandoned(lock) {
  try {
    const [host, pid] = readFileSync(lock, 'utf8').split(' ')
    return Date.now() - statSync(lock).mtimeMs > SILENT_MS || (host === hostname() && !isAlive(Number(pid)))
  } catch {
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}

function touch(lock) {
  try {
    utimesSync(lock, new Date(), new Date())
  } catch {}
}

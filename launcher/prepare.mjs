// Installs and builds what the launcher is about to run. Everything is made in a folder of its own and put in place by a rename,
// so that a killed launcher leaves nothing half-done; the lock only spares the others the same work.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { install, isInstalled } from './install.mjs'
import { whileAlone } from './lock.mjs'
import { isBuilt } from './sources.mjs'

/** @throws {Error} whose message is for the person at the keyboard; `exitCode` 1 where the sources are to blame, else 3 */
export async function prepare(root) {
  const dist = join(root, 'dist')
  await whileAlone(dist, async () => {
    removeLeftovers(dist)
    if (!isInstalled(root)) await install(root)
    if (!isBuilt(root)) await build(root)
  }).catch((error) => {
    throw explained(error, root)
  })
}

/** Nobody else is at work, so these belong to launchers that were killed. */
function removeLeftovers(dist) {
  for (const name of readdirSync(dist)) {
    if (/^\.(build|install|lock)-/.test(name)) rmSync(join(dist, name), { recursive: true, force: true })
  }
}

async function build(root) {
  const builder = await import(pathToFileURL(join(root, 'build.mjs')).href)
  await builder.build().catch((error) => {
    if (!error.errors) throw error
    throw Object.assign(new Error(`its sources do not build\n${error.message}`), { exitCode: 1 })
  })
}

/** A checkout that somebody else owns is used as it is, and only as long as its program is current. */
function explained(error, root) {
  if (error.exitCode) return error
  const advice = `it has to be built anew; run \`npm ci && npm run build\` in ${root} as somebody who may write there`
  return Object.assign(new Error(`${error.message}\n${advice}`), { exitCode: 3 })
}

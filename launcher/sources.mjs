// What dist/main.js is made from, and whether it still is. Read at every start, so it asks for no more than names, times, sizes.
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'

const BESIDE_SRC = ['build.mjs', 'package.json', 'package-lock.json']

/** `newest` in milliseconds; `mark` tells a removed file and an old one put back, whose time is not new. */
export function readSources(root) {
  const found = { newest: 0, files: 0, bytes: 0 }
  for (const file of BESIDE_SRC) add(found, join(root, file))
  addFolder(found, join(root, 'src'))
  return { newest: found.newest, mark: `// made from ${found.files} files of ${found.bytes} bytes\n` }
}

function addFolder(found, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) addFolder(found, path)
    else add(found, path)
  }
}

/** A file that an editor replaces just now may be gone; its new time will tell. */
function add(found, path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return
  found.files += 1
  found.bytes += stat.size
  if (stat.mtimeMs > found.newest) found.newest = stat.mtimeMs
}

/** Whether the program is there, made from the sources as they are, and has the packages that it loads. */
export function isCurrent(root) {
  return existsSync(join(root, 'node_modules', '.package-lock.json')) && isBuilt(root)
}

export function isBuilt(root) {
  const program = join(root, 'dist', 'main.js')
  if (!existsSync(program)) return false
  const { newest, mark } = readSources(root)
  const file = openSync(program)
  try {
    const { mtimeMs, size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size, mark.length))
    readSync(file, end, 0, end.length, size - end.length)
    return newest < mtimeMs && end.toString() === mark
  } finally {
    closeSync(file)
  }
}

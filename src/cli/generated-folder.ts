import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeEdits } from './write-edits.ts'

/** How a folder of generated files differs from what it should hold, by name of the file, sorted. */
export interface FolderDifference {
  readonly stale: readonly string[]
  readonly missing: readonly string[]
  /** Made by us once, and no longer wanted. */
  readonly orphaned: readonly string[]
}

/**
 * Compares a folder with the files that it should hold; one that is absent is empty.
 *
 * @param isOurs whether a file that is not wanted was made by us, by its text
 */
export async function compareFolder(
  folder: string,
  wanted: ReadonlyMap<string, string>,
  isOurs: (text: string) => boolean,
): Promise<FolderDifference> {
  const present = await listFiles(folder)
  const texts = new Map<string, string>()
  for (const name of present.filter((each) => wanted.has(each) || each.endsWith('.py'))) {
    texts.set(name, await readFile(join(folder, name), 'utf8'))
  }
  const names = [...wanted.keys()].sort()
  return {
    stale: names.filter((name) => texts.has(name) && texts.get(name) !== wanted.get(name)),
    missing: names.filter((name) => !texts.has(name)),
    orphaned: [...texts].filter(([name, text]) => !wanted.has(name) && isOurs(text)).map(([name]) => name),
  }
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Makes a folder what it should be: each file whole or not at all, for a scheduler may read it meanwhile. */
export async function writeFolder(
  folder: string,
  wanted: ReadonlyMap<string, string>,
  { stale, missing, orphaned }: FolderDifference,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const written = [...stale, ...missing].map((path) => ({ path, text: wanted.get(path)! }))
  await writeEdits(folder, [...written, ...orphaned.map((path) => ({ path }))])
}

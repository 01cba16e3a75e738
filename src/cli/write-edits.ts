import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Makes files of a folder what they should be, each in one step; without a text a file is removed. */
export async function writeEdits(
  folder: string,
  edits: readonly { readonly path: string; readonly text?: string }[],
): Promise<void> {
  for (const { path, text } of edits) {
    if (text === undefined) await rm(join(folder, path), { force: true })
    else await replace(join(folder, path), text)
  }
}

/** A link stays one, and a file keeps its rights. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const target = await realpath(path).catch(() => path)
  const mode = await stat(target).then(
    (found) => found.mode,
    () => 0o666,
  )
  // hidden, for a scheduler may read the folder meanwhile
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  await writeFile(temporary, text, { mode })
  await rename(temporary, target)
}

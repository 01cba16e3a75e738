import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Makes files of a folder what they should be, each in one step; without a text a file is removed. */
export async function writeEdits(
  folder: string,
  edits: readonly { readonly path: string; readonly text?: string }[],
): Promise<void> {
  for (const { path, text } of edits) {
    const target = join(folder, path)
    if (text === undefined) await rm(target, { force: true })
    else {
      // hidden, for a scheduler may read the folder meanwhile
      const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(temporary, text)
      await rename(temporary, target)
    }
  }
}

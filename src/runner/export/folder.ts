import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type BqetlError, UsageError, WarehouseError } from '../../errors.ts'
import type { Destination } from './destination.ts'

/** A folder, made where it is absent; files of other names are left alone. */
export function folder(path: string): Destination {
  return {
    name: path,
    parallelism: 1,
    workFolder: async () => {
      await mkdir(path, { recursive: true })
      await removeAbandoned(path)
      // in the folder itself: a rename must not leave the file system
      return await mkdtemp(join(path, STAGING))
    },
    publish: async (file) => {
      const target = join(path, file.name)
      await mkdir(dirname(target), { recursive: true })
      await rename(file.path, target)
    },
    failure: (error) => writeFailure(error, path),
  }
}

const STAGING = '.bqetl-export-'
const ABANDONED_AFTER_MS = 24 * 3_600_000

/** What a killed export left. Another that is under way is younger. */
async function removeAbandoned(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(STAGING))
  for (const path of names.map((name) => join(folder, name))) {
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true })
  }
}

function writeFailure(error: unknown, folder: string): BqetlError | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new UsageError('not-a-folder', `${folder} is not a folder, or a file is in the way of one in it`, {
      hint: 'name another with --destination',
    })
  }
  const known = WRITE_FAILURES[code ?? '']
  if (known === undefined) return undefined
  const [errorCode, what] = known
  return new WarehouseError(errorCode, `${what} in ${folder}; what was there before is untouched`, {
    retryable: true,
    cause: error,
  })
}

const WRITE_FAILURES: Readonly<Record<string, readonly [code: string, what: string]>> = {
  ENOSPC: ['disk-full', 'no space is left'],
  EDQUOT: ['disk-full', 'no space is left'],
  EACCES: ['not-writable', 'files cannot be written'],
  EPERM: ['not-writable', 'files cannot be written'],
  EROFS: ['not-writable', 'files cannot be written'],
  ENOENT: ['not-writable', 'folders cannot be made'],
}

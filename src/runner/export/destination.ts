import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BqetlError, UsageError, WarehouseError } from '../../errors.ts'

const HINT = 'write file:///FOLDER/, or the path of a folder'

/**
 * The folder that a destination names: `file:///FOLDER/`, or a path.
 *
 * @throws {UsageError} `unsupported` for gs:// and s3://, `invalid-destination` for what is no place to write to
 */
export function exportFolder(destination: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(destination)?.[1]?.toLowerCase()
  if (scheme === undefined && destination !== '') return resolve(destination)
  if (scheme === 'gs' || scheme === 's3') {
    throw new UsageError('unsupported', `bqetl cannot write to ${scheme}:// yet`, { hint: HINT })
  }
  try {
    return fileURLToPath(new URL(destination))
  } catch (cause) {
    throw new UsageError('invalid-destination', `"${destination}" is no folder to write to`, { hint: HINT, cause })
  }
}

/** What a failed write means to the person at the keyboard; undefined where it is not the folder's fault. */
export function writeFailure(error: unknown, folder: string): BqetlError | undefined {
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

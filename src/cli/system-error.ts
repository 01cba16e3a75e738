import { type BqetlError, UsageError, WarehouseError } from '../errors.ts'

/** An error of the operating system about a file, told as what it is; undefined for another error. */
export function systemError(error: unknown): BqetlError | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined
  const { code = '', path, message } = error as NodeJS.ErrnoException
  if (path === undefined && !OF_A_FULL_DISK.has(code)) return undefined
  const [name = 'file-system', hint] = FAILURES[code] ?? []
  const options = hint === undefined ? {} : { hint }
  if (WRONG_PATH.has(code)) return new UsageError('invalid-path', message.replace(/^\w+: /, ''), options)
  return new WarehouseError(name, message.replace(/^\w+: /, ''), { retryable: true, ...options })
}

const OF_A_FULL_DISK = new Set(['ENOSPC', 'EDQUOT'])
/** A file where a folder is wanted, or the other way round. */
const WRONG_PATH = new Set(['EISDIR', 'ENOTDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG'])

const PERMISSIONS = 'check the permissions of the folder, or choose another'

const FAILURES: Readonly<Record<string, readonly [code: string, hint: string]>> = {
  ENOSPC: ['disk-full', 'free some space, or write elsewhere'],
  EDQUOT: ['disk-full', 'free some space, or write elsewhere'],
  EROFS: ['not-writable', PERMISSIONS],
  EACCES: ['not-writable', PERMISSIONS],
  EPERM: ['not-writable', PERMISSIONS],
}

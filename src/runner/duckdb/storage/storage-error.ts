import { WarehouseError } from '../../../errors.ts'

/** The system's code of an error (`ENOENT`), where it has one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

/** What an error says, and what caused it: first lines only, since the SQL that may follow names every file. */
export function messages(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return `${error.message.split('\n', 1)[0]}\n${messages(error.cause)}`
}

const FULL = /no space left|disk quota|file too large|ENOSPC|EDQUOT|EFBIG/i
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS'])

/** What a failed write means to the person at the keyboard; undefined where it is none of the disk's faults. */
export function diskError(error: unknown, directory: string): WarehouseError | undefined {
  const message = messages(error)
  const code = errorCode(error)
  if (FULL.test(message)) {
    return new WarehouseError(
      'disk-full',
      `no space left for the warehouse in ${directory}; the old content is untouched`,
      {
        retryable: true,
        hint: 'free some space, or choose another folder with --database DIR',
        cause: error,
      },
    )
  }
  if (FORBIDDEN.has(code ?? '') || isUnmakeable(error) || /permission denied|read-only file system/i.test(message)) {
    return new WarehouseError(
      'not-writable',
      `the warehouse in ${directory} cannot be written: ${message.split('\n')[0]}`,
      {
        retryable: true,
        hint: 'check the permissions of the folder, or choose another with --database DIR',
        cause: error,
      },
    )
  }
  return undefined
}

/** `mkdir` of a path of several folders says ENOENT on a read-only file system (Node 20), ENOTDIR where a file is in the way. */
function isUnmakeable(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === 'mkdir'
}

import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { BqetlError, type Diagnostic, DiagnosticsError, UsageError } from '../../errors.ts'
import { encodingProblem } from './encoding.ts'

/** Where a project's files come from: a folder, a git revision, one laid over another. Paths are relative, with `/`. */
export interface FileSource {
  /** Names the source in messages; of a folder, its absolute path. */
  readonly name: string
  /** Folder of the disk that the source shows, if it is one: there `.bqetl/` can stand. */
  readonly directory?: string
  /** Every file under a folder, sorted, hidden ones left out; nothing where the folder is absent. */
  list(folder: string): readonly string[]
  /** The text, or undefined where there is no such file. @throws {BqetlError} a file that cannot be read */
  read(path: string): string | undefined
  /** Why the text of a file that was read is not what somebody wrote: its bytes are no UTF-8. */
  misread?(path: string): Diagnostic | undefined
}

/**
 * The files of a folder, links followed.
 *
 * @throws {UsageError} when there is no such folder
 */
export function folderSource(directory: string): FileSource {
  const root = resolve(directory)
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError('no-such-folder', `there is no folder ${directory}`, {
      hint: 'name the folder of a project',
    })
  }
  const misread = new Map<string, Diagnostic>()
  return {
    name: root,
    directory: root,
    list(folder) {
      const found: string[] = []
      if (statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory()) listInto(root, folder, [], found)
      return found.sort()
    },
    read(path) {
      const bytes = readBytes(join(root, path))
      const problem = bytes && encodingProblem(bytes, path)
      if (problem) misread.set(path, problem)
      return bytes?.toString('utf8')
    },
    misread: (path) => misread.get(path),
  }
}

/** A text that means what was written, or undefined where there is no such file. @throws {DiagnosticsError} its bytes are no UTF-8 */
export function readTemplate(source: FileSource, path: string): string | undefined {
  const text = source.read(path)
  const misread = source.misread?.(path)
  if (misread) throw new DiagnosticsError([misread])
  return text
}

/** `above` holds the real paths of linked folders on the way down, so that a link to a folder above ends. */
function listInto(root: string, folder: string, above: readonly string[], found: string[]): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === '__pycache__') continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) listInto(root, path, above, found)
    else if (entry.isFile()) found.push(path)
    else if (entry.isSymbolicLink()) listLink(root, path, above, found)
  }
}

function listLink(root: string, path: string, above: readonly string[], found: string[]): void {
  const target = linkTarget(join(root, path))
  if (target?.isFile()) found.push(path)
  if (!target?.isDirectory()) return
  const real = realpathSync(join(root, path))
  const isAbove = `${realpathSync(root)}/${path}`.startsWith(`${real}/`) || above.includes(real)
  if (!isAbove) listInto(root, path, [...above, real], found)
}

/** Undefined where the link leads nowhere, or to itself. */
function linkTarget(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR'])

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (ABSENT.has(code)) return undefined
    throw new BqetlError('unreadable-file', `${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

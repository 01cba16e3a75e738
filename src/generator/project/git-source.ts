import { spawnSync } from 'node:child_process'
import { BqetlError, UsageError } from '../../errors.ts'
import type { FileSource } from './file-source.ts'

/**
 * The files of a folder as a git revision has them, read through the `git` on PATH. The blobs of a folder below the root are
 * fetched together, when the first of them is asked for.
 *
 * @throws {UsageError} `no-such-revision`: git does not know it, or the folder is in no repository
 */
export function gitSource(directory: string, revision: string): FileSource {
  const blobs = listBlobs(directory, revision)
  const paths = [...blobs.keys()].filter((path) => !isHidden(path)).sort()
  const texts = new Map<string, string>()
  const fetched = new Set<string>()
  return {
    name: `${directory} at ${revision}`,
    list: (folder) => (folder === '' ? paths : paths.filter((path) => path.startsWith(`${folder}/`))),
    read: (path) => {
      if (!blobs.has(path)) return undefined
      const group = topFolder(path)
      if (!fetched.has(group)) {
        fetched.add(group)
        const wanted = [...blobs].filter(([other]) => topFolder(other) === group)
        for (const [other, text] of readBlobs(directory, wanted)) texts.set(other, text)
      }
      return texts.get(path)
    },
  }
}

function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === 'node_modules' || part === '__pycache__')
}

/** Files of the root by themselves: they are few. */
function topFolder(path: string): string {
  return path.slice(0, path.indexOf('/') + 1)
}

type Blobs = ReadonlyMap<string, string>

/** Object names by path from `directory`; links and submodules left out. */
function listBlobs(directory: string, revision: string): Blobs {
  const { code, out, err } = git(directory, ['ls-tree', '-r', '-z', '--end-of-options', `${revision}:./`])
  if (code !== 0) {
    throw new UsageError('no-such-revision', `git has no files of ${directory} at "${revision}": ${firstLine(err)}`, {
      hint: 'name a branch, a tag or a commit of the repository that holds the project',
    })
  }
  const entries = out.toString('utf8').split('\0').filter(Boolean)
  return new Map(
    entries.flatMap((entry) => {
      const [head = '', path = ''] = entry.split('\t')
      const [mode = '', , object = ''] = head.split(' ')
      return mode.startsWith('100') ? [[path, object] as const] : []
    }),
  )
}

/** @see https://git-scm.com/docs/git-cat-file#_batch_output */
function* readBlobs(directory: string, wanted: readonly (readonly [path: string, object: string])[]) {
  const { code, out, err } = git(directory, ['cat-file', '--batch'], wanted.map(([, object]) => `${object}\n`).join(''))
  if (code !== 0) throw new BqetlError('unreadable-file', `git cannot read files of ${directory}: ${firstLine(err)}`)
  let at = 0
  for (const [path] of wanted) {
    const start = out.indexOf('\n', at) + 1
    const size = Number(out.toString('latin1', at, start).split(' ')[2])
    yield [path, out.toString('utf8', start, start + size)] as const
    at = start + size + 1
  }
}

/** Answers of git are bounded by what a repository of queries holds. */
const MOST_BYTES = 2 ** 30

function git(directory: string, args: readonly string[], input = '') {
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd: directory, input, maxBuffer: MOST_BYTES })
  if (error) throw new UsageError('no-git', `git cannot be run in ${directory}: ${error.message}`)
  return { code: status, out: stdout, err: stderr.toString('utf8') }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}

import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { selectArtifacts } from '../generator/project/names.ts'
import { matchesPath } from '../generator/project/path-pattern.ts'
import type { Project } from '../generator/project/project.ts'

export interface Selection {
  /** Paths from the project's root, sorted, each once. */
  readonly files: readonly string[]
  /** Named one by one, and on the skip list. */
  readonly skipped: readonly string[]
}

/**
 * The SQL files that NAMEs mean: a file, all in a folder, or those of a table, view, routine or dataset. Left out are the skip list
 * of the project, and inputs of tests in folders.
 *
 * @throws {UsageError} a NAME that means nothing, or a file of another kind
 */
export function selectFiles(project: Project, names: readonly string[], ignoreSkip: boolean): Selection {
  const { formatSkip } = project.configuration
  const isSkipped = (path: string) => !ignoreSkip && formatSkip.some((pattern) => matchesPath(path, pattern))
  const files = new Set<string>()
  const skipped = new Set<string>()
  for (const name of names) {
    const file = namedFile(project, name)
    if (file === undefined)
      for (const path of filesOf(project, name).filter((each) => !isSkipped(each))) files.add(path)
    else if (isSkipped(file)) skipped.add(file)
    else files.add(file)
  }
  return { files: [...files].sort(), skipped: [...skipped].sort() }
}

function namedFile(project: Project, name: string): string | undefined {
  const path = existingPath(project, name, 'isFile')
  if (path === undefined || isSqlFile(path)) return path && pathInProject(project, path)
  throw new UsageError('not-sql', `${name} is no SQL file`, { hint: 'files end in .sql, .sql.jinja or .sql.j2' })
}

/** Those of a folder, else of what the NAME means. */
function filesOf(project: Project, name: string): string[] {
  const folder = existingPath(project, name, 'isDirectory')
  const folders =
    folder === undefined
      ? selectArtifacts(project, [name]).map((artifact) => resolve(projectFolder(project), artifact.folder))
      : [folder]
  const files = folders.flatMap((each) => filesIn(each)).map((path) => pathInProject(project, path))
  return files.filter((path) => !isTestInput(path))
}

/** From the current folder, else from the project's root. */
function existingPath(project: Project, name: string, kind: 'isFile' | 'isDirectory'): string | undefined {
  return [resolve(name), resolve(projectFolder(project), name)].find((path) =>
    statSync(path, { throwIfNoEntry: false })?.[kind](),
  )
}

function projectFolder({ source }: Project): string {
  return source.directory ?? '.'
}

function isSqlFile(path: string): boolean {
  return /\.sql(?:\.jinja|\.j2)?$/.test(path)
}

/** Links are followed, but not upwards. */
function filesIn(folder: string, above: readonly string[] = []): string[] {
  const real = realpathSync(folder)
  if (above.includes(real)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === 'venv') return []
    const isFolder = entry.isSymbolicLink()
      ? statSync(path, { throwIfNoEntry: false })?.isDirectory()
      : entry.isDirectory()
    if (isFolder) return filesIn(path, [...above, real])
    return isSqlFile(path) ? [path] : []
  })
}

function pathInProject(project: Project, path: string): string {
  return relative(projectFolder(project), path).replaceAll('\\', '/')
}

/** These are what a test reads, not what somebody edits. */
function isTestInput(path: string): boolean {
  return /^tests?\/(?:.*\/)?input\.sql$/.test(path)
}

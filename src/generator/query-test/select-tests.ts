import { isAbsolute, relative, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { selectArtifacts } from '../project/names.ts'
import type { Project } from '../project/project.ts'
import { nearestNames } from '../spelling.ts'
import type { QueryTest } from './query-test.ts'

/**
 * The tests that arguments mean, each once and in order; without arguments all. An argument is the path of a test, of a file in it or of
 * a folder above; the path of a table's folder; `dataset/table/test`; or the name of a test, a table (`dataset.table`, with or
 * without the project) or a dataset, with `*` and `?`.
 *
 * @throws {UsageError} `unknown-name` for one that means nothing, `no-tests` for a table without tests
 */
export function selectQueryTests(
  project: Project,
  tests: readonly QueryTest[],
  names: readonly string[],
): readonly QueryTest[] {
  if (names.length === 0) return tests
  const selected = new Set(names.flatMap((name) => matching(project, tests, name)))
  return tests.filter((test) => selected.has(test))
}

function matching(project: Project, tests: readonly QueryTest[], name: string): readonly QueryTest[] {
  const isPath = /[/\\]|^\.+$/.test(name) || project.source.list(name).length > 0
  const found = tests.filter(isPath ? pathMatcher(project, name) : nameMatcher(name))
  if (found.length > 0) return found
  throw untested(project, name) ?? unknown(tests, name)
}

function pathMatcher(project: Project, name: string): (test: QueryTest) => boolean {
  const paths = pathsOf(project, name)
  const trimmed = name.replace(/^(?:\.\/)+|\/+$/g, '')
  const pattern = patternOf(trimmed)
  const { length } = trimmed.split('/')
  return ({ folder, name: own, table }) => {
    const sql = `${project.configuration.sqlFolder}/`
    const tableFolders = [
      `${sql}${table.project}/${table.dataset}/${table.table}`,
      `${sql}${table.dataset}/${table.table}`,
    ]
    return (
      paths.some((path) => isWithin(folder, path) || tableFolders.some((each) => isWithin(each, path))) ||
      nameTails(own, length).some((tail) => pattern.test(tail))
    )
  }
}

/** The last parts of a test's name, and of its table's, as many as there are in an argument: `table/test`, `dataset/table`. */
function nameTails(name: string, length: number): readonly string[] {
  const parts = name.split('/')
  return [parts, parts.slice(0, -1)]
    .filter((each) => each.length >= length)
    .map((each) => each.slice(-length).join('/'))
}

/** Whether a path is the folder, something above it or a file in it. */
function isWithin(folder: string, path: string): boolean {
  return (
    path === '' || folder === path || folder.startsWith(`${path}/`) || path.slice(0, path.lastIndexOf('/')) === folder
  )
}

/** From the project's root, as an argument may mean it: read from there, or from the current folder. */
function pathsOf(project: Project, name: string): readonly string[] {
  const trimmed = name.replace(/\/+$/, '')
  const fromRoot = trimmed.replace(/^(?:\.(?:\/|$))+/, '')
  const { directory } = project.source
  if (directory === undefined) return [fromRoot]
  const fromHere = relative(directory, resolve(trimmed))
  const inProject = fromHere.startsWith('..') || isAbsolute(fromHere) ? [] : [fromHere.replaceAll('\\', '/')]
  return isAbsolute(name) ? inProject : [fromRoot, ...inProject]
}

function nameMatcher(name: string): (test: QueryTest) => boolean {
  const parts = name.replaceAll('`', '').split('.')
  const patterns = parts.map(patternOf)
  return ({ table: { project, dataset, table }, test }) => {
    const names =
      parts.length === 1
        ? [[dataset], [table], [test]]
        : [
            [dataset, table],
            [project, dataset, table],
            [dataset, table, test],
          ]
    return names.some((own) => own.length === parts.length && own.every((part, index) => patterns[index]!.test(part)))
  }
}

function patternOf(text: string): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`)
}

/** The error where the name means something of the project that has no tests. */
function untested(project: Project, name: string): UsageError | undefined {
  try {
    const [artifact] = selectArtifacts(project, [name])
    if (artifact === undefined || artifact.kind === 'routine') return undefined
    const { dataset, table } = artifact.reference
    return new UsageError('no-tests', `"${name}" has no tests`, {
      hint: `a test is a folder such as test/sql/${dataset}/${table}/test_one_day with an expect.yaml`,
    })
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

function unknown(tests: readonly QueryTest[], name: string): UsageError {
  const known = new Set(
    tests.flatMap(({ name: own, table }) => [own.split('/').slice(-3).join('/'), `${table.dataset}.${table.table}`]),
  )
  const near = nearestNames(name, known)
  return new UsageError('unknown-name', `no test is named "${name}"`, {
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'write dataset.table, dataset/table/test or a path',
  })
}

import { isAbsolute, relative, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { nearestNames } from '../spelling.ts'
import { type Artifact, artifactName } from './artifact.ts'
import type { Project } from './project.ts'

type Kind = Artifact['kind']
type OfKind<K extends Kind> = Extract<Artifact, { readonly kind: K }>

/**
 * The artifacts that NAME arguments mean, each once, in order of name; without names, all. A NAME is `dataset.table`,
 * `project.dataset.table`, a table or a dataset alone, any of these with `*` and `?`, or the path of a file or folder
 * (from the current folder or from the project's root).
 *
 * @throws {UsageError} for a NAME that matches nothing, with the nearest names
 */
export function selectArtifacts<K extends Kind = Kind>(
  project: Project,
  names: readonly string[],
  kinds?: readonly K[],
): readonly OfKind<K>[] {
  const all: readonly Artifact[] = [...project.tables, ...project.views, ...project.routines]
  const wanted = all.filter((artifact) => isOfKind(artifact, kinds))
  const selected = names.length === 0 ? wanted : names.flatMap((name) => matching(project, name, wanted, all))
  return [...new Set(selected)].sort(byName)
}

/**
 * The full name that `dataset.table` or `project.dataset.table` means, aliases of projects followed where the project
 * declares the table; it need not be declared.
 *
 * @throws {UsageError} for a name of another form
 */
export function resolveTableName(project: Project, name: string): TableReference {
  const parts = name.replaceAll('`', '').split('.')
  const [table = '', dataset = '', projectId = project.configuration.projectId] = parts.reverse()
  if (parts.length > 3 || table === '' || dataset === '' || projectId === '') {
    throw new UsageError('invalid-name', `"${name}" is not the name of a table`, { hint: 'write dataset.table' })
  }
  const reference = { project: projectId, dataset, table }
  return project.find(reference)?.reference ?? reference
}

function isOfKind<K extends Kind>(artifact: Artifact, kinds: readonly K[] | undefined): artifact is OfKind<K> {
  return kinds === undefined || (kinds as readonly Kind[]).includes(artifact.kind)
}

function byName(left: Artifact, right: Artifact): number {
  const [leftName, rightName] = [artifactName(left), artifactName(right)]
  return leftName < rightName ? -1 : leftName > rightName ? 1 : 0
}

function matching<T extends Artifact>(
  project: Project,
  name: string,
  wanted: readonly T[],
  all: readonly Artifact[],
): readonly T[] {
  const isMeant = matcherOf(project, name)
  const found = wanted.filter(isMeant)
  if (found.length > 0) return found
  const other = all.find(isMeant)
  if (other) {
    throw new UsageError('wrong-kind', `"${name}" is a ${other.kind}, which this command does not take`, {
      hint: `it stands in ${other.folder}`,
    })
  }
  throw unknownName(name, wanted)
}

function matcherOf(project: Project, name: string): (artifact: Artifact) => boolean {
  const path = asPath(project, name)
  if (path !== undefined) {
    return ({ folder }) =>
      path === '' || folder === path || folder.startsWith(`${path}/`) || path.startsWith(`${folder}/`)
  }
  return matchesName(name.replaceAll('`', ''), project.configuration.projectAliases)
}

/** The path from the project's root where the NAME has the form of one, `''` for the root itself. */
function asPath(project: Project, name: string): string | undefined {
  const trimmed = name.replace(/\/+$/, '')
  if (!/[/\\]|\.(?:sql|ya?ml)$/.test(name) && trimmed !== '.' && trimmed !== project.configuration.sqlFolder)
    return undefined
  const fromRoot = trimmed.replace(/^(?:\.\/)+/, '')
  const { directory } = project.source
  if (directory === undefined) return fromRoot
  const fromHere = relative(directory, resolve(trimmed)).replaceAll('\\', '/')
  const isInside = !fromHere.startsWith('..') && !isAbsolute(fromHere)
  return isInside && (isAbsolute(name) || isThere(project, fromHere)) ? fromHere : fromRoot
}

function isThere(project: Project, path: string): boolean {
  return project.source.read(path) !== undefined || project.source.list(path).length > 0
}

/** Patterns fit whole parts of a name: `derived.x_v1` is not `telemetry_derived.x_v1`. */
function matchesName(name: string, aliases: Readonly<Record<string, string>>): (artifact: Artifact) => boolean {
  const parts = name.split('.')
  const patterns = parts.map(patternOf)
  return (artifact) => {
    const own = artifactName(artifact).split('.')
    if (parts.length === 1) return patterns[0]!.test(own[2]!) || patterns[0]!.test(own[1]!)
    if (parts.length === 2) return patterns[0]!.test(own[1]!) && patterns[1]!.test(own[2]!)
    const isProject = patterns[0]!.test(own[0]!) || (Object.hasOwn(aliases, parts[0]!) && aliases[parts[0]!] === own[0])
    return parts.length === 3 && isProject && patterns[1]!.test(own[1]!) && patterns[2]!.test(own[2]!)
  }
}

function patternOf(text: string): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`)
}

function unknownName(name: string, artifacts: readonly Artifact[]): UsageError {
  const near = nearestArtifacts(name, artifacts)
  const hint =
    near.length > 0
      ? `did you mean ${near.join(' or ')}?`
      : 'write dataset.table, a pattern such as dataset.*, or a path'
  return new UsageError('unknown-name', `nothing in this project is named "${name}"`, { hint })
}

function nearestArtifacts(name: string, artifacts: readonly Artifact[]): readonly string[] {
  const wanted = name
    .replaceAll('`', '')
    .replace(/\/+$/, '')
    .split(/[./\\]/)
    .slice(-2)
  const known = artifacts.map((artifact) => artifactName(artifact).split('.').slice(1))
  if (wanted.length === 1) {
    const near = nearestNames(wanted[0]!, new Set(known.map(([, table]) => table!)))
    return near
      .flatMap((table) => known.filter((parts) => parts[1] === table).map((parts) => parts.join('.')))
      .slice(0, 3)
  }
  const near = nearestNames(
    wanted.join('.'),
    known.map((parts) => parts.join('.')),
  )
  if (near.length > 0) return near
  // the dataset may be the wrong part
  return known
    .filter(([, table]) => table === wanted[1])
    .map((parts) => parts.join('.'))
    .slice(0, 3)
}

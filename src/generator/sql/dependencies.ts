import { DiagnosticsError, type Place, UsageError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { parseScript } from '../../googlesql/parse/parse.ts'
import { collectReferences } from '../../googlesql/references.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { ScriptSyntax } from '../../googlesql/syntax.ts'
import { type Artifact, artifactName, formatTableReference, type TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { remember } from './remember.ts'
import { type RenderedText, renderArtifact, renderFile } from './render.ts'
import { sqlDiagnostic } from './sql-diagnostic.ts'

/** Full names of the tables that a table's SQL reads, views looked through; sorted, without itself. */
export function upstreamTables(table: TableDefinition, project: Project): readonly string[] {
  const found = new Set<string>()
  collectTables(table, project, found, new Set())
  found.delete(artifactName(table))
  return [...found].sort()
}

/** The same as definitions, for planning, found once for each; tables that the project does not declare have no offset to give. */
export function upstreamOf(project: Project): (table: TableDefinition) => readonly TableDefinition[] {
  const byName = new Map(project.tables.map((table) => [artifactName(table), table]))
  return remember((table) => upstreamTables(table, project).flatMap((name) => byName.get(name) ?? []))
}

function collectTables(artifact: Artifact, project: Project, found: Set<string>, seen: Set<string>): void {
  if (!artifact.path?.endsWith('.sql') || seen.has(artifact.path)) return
  seen.add(artifact.path)
  for (const { reference } of namedTables(artifact, project)) {
    const source = project.find(reference)
    if (source?.kind === 'view') collectTables(source, project, found, seen)
    else found.add(formatTableReference(source?.reference ?? reference))
  }
}

/** A table or view as a text names it, with the defaults of its folder filled in, and where. */
export interface NamedTable {
  readonly reference: TableReference
  readonly place: Required<Place>
  /** It is read as it was at a time before: FOR SYSTEM_TIME AS OF. */
  readonly isPast?: boolean
}

const named = new WeakMap<Project, Map<string, readonly NamedTable[]>>()

/** What an artifact's own text, or each part of it, reads, in order; read once. @throws {DiagnosticsError} no GoogleSQL */
export function namedTables(artifact: Artifact, project: Project): readonly NamedTable[] {
  const known = named.get(project) ?? new Map<string, readonly NamedTable[]>()
  named.set(project, known)
  const tables =
    known.get(artifact.path!) ??
    textsOf(artifact, project).flatMap((rendered) => tablesOfText(rendered, artifact, project))
  known.set(artifact.path!, tables)
  return tables
}

function textsOf(artifact: Artifact, project: Project): readonly RenderedText[] {
  if (artifact.kind !== 'table' || artifact.origin !== 'multipart') return [renderArtifact(project, artifact)]
  return artifact.files.filter(isPart).map((file) => renderFile(project, `${artifact.folder}/${file}`))
}

/** One of the files of a query in parts. */
export function isPart(file: string): boolean {
  return /^part\d+\.sql$/.test(file)
}

/** What another text of an artifact's folder reads. @throws {DiagnosticsError} no GoogleSQL */
export function tablesOfText(rendered: RenderedText, artifact: Artifact, project: Project): readonly NamedTable[] {
  const own = artifact.kind === 'routine' ? artifact : artifact.reference
  return collectReferences(parseRendered(rendered, project)).reads.map(({ path, span }) => {
    const parts = path.names.map(({ name }) => name)
    const [table = '', dataset = own.dataset, projectId = own.project] = parts.reverse()
    const isPast = PAST.test(rendered.text.slice(span.end, span.end + LONGEST_ALIAS))
    return { reference: { project: projectId, dataset, table }, place: rendered.place(span.start), isPast }
  })
}

/** Perhaps behind an alias. */
const PAST = /^\s*(?:AS\s+)?(?:[`\w]+\s+)?FOR\s+SYSTEM_TIME\b/i
const LONGEST_ALIAS = 200

/** A table and the tables of the same list that have to be filled before it. */
export interface DependencyNode {
  readonly table: TableDefinition
  readonly upstream: readonly TableDefinition[]
}

/**
 * Tables so that each comes after those it reads; else in order of name.
 *
 * @throws {UsageError} tables that wait for each other, shown as a path
 */
export function inDependencyOrder(tables: readonly TableDefinition[], project: Project): readonly DependencyNode[] {
  const byName = new Map(tables.map((table) => [artifactName(table), table]))
  const upstream = new Map(
    tables.map((table) => [table, upstreamTables(table, project).flatMap((name) => byName.get(name) ?? [])]),
  )
  const ordered: DependencyNode[] = []
  const state = new Map<TableDefinition, 'open' | 'done'>()
  const visit = (table: TableDefinition, path: readonly TableDefinition[]) => {
    if (state.get(table) === 'done') return
    if (state.get(table) === 'open') throw cycle([...path.slice(path.indexOf(table)), table])
    state.set(table, 'open')
    for (const next of upstream.get(table)!) visit(next, [...path, table])
    state.set(table, 'done')
    ordered.push({ table, upstream: upstream.get(table)! })
  }
  for (const name of [...byName.keys()].sort()) visit(byName.get(name)!, [])
  return ordered
}

function cycle(path: readonly TableDefinition[]): UsageError {
  return new UsageError('dependency-cycle', `tables wait for each other: ${path.map(artifactName).join(' → ')}`, {
    hint: 'one of them must read the day before instead, or be split',
  })
}

/** An artifact's rendered SQL as a tree. @throws {DiagnosticsError} at its place in the template where it is no GoogleSQL */
export function parseArtifact(artifact: Artifact, project: Project): ScriptSyntax {
  return parseRendered(renderArtifact(project, artifact), project)
}

function parseRendered(rendered: RenderedText, project: Project): ScriptSyntax {
  try {
    return parseScript(rendered.text)
  } catch (error) {
    throw error instanceof SqlError ? new DiagnosticsError([sqlDiagnostic(error, rendered, project)]) : error
  }
}

import { createHash } from 'node:crypto'
import type { TableReference } from '../../googlesql/catalog.ts'
import { collectReferences } from '../../googlesql/references.ts'
import type { Span } from '../../googlesql/syntax.ts'
import { artifactName, type RoutineDefinition, type TableDefinition, type ViewDefinition } from '../project/artifact.ts'
import { publishedLabels, type RangePartitioning } from '../project/metadata.ts'
import { selectArtifacts } from '../project/names.ts'
import type { Project } from '../project/project.ts'
import type { SchemaField } from '../project/table-schema.ts'
import type { Partitioning } from '../query-job.ts'
import { parseArtifact } from '../sql/dependencies.ts'
import { type QualifiedText, qualify } from '../sql/qualify.ts'
import { renderArtifact } from '../sql/render.ts'
import { type Deployable, inDeployOrder } from './deploy-order.ts'

/** What people read of an object. */
export interface Described {
  readonly friendlyName: string
  readonly description?: string
  readonly labels: Readonly<Record<string, string>>
}

export interface DesiredDataset extends Described {
  readonly kind: 'dataset'
  readonly project: string
  readonly dataset: string
  readonly defaultTableExpirationMs?: number
}

export interface DesiredTable extends Described {
  readonly kind: 'table'
  readonly reference: TableReference
  readonly schema: readonly SchemaField[]
  readonly partitioning?: Partitioning
  readonly rangePartitioning?: RangePartitioning
  readonly clustering: readonly string[]
}

export interface DesiredView extends Described {
  readonly kind: 'view'
  readonly reference: TableReference
  /** The query behind AS, every name complete. */
  readonly query: string
}

export interface DesiredRoutine {
  readonly kind: 'routine'
  readonly project: string
  readonly dataset: string
  readonly name: string
  /** `CREATE OR REPLACE …` of the routine and its helpers, every name complete. */
  readonly statements: readonly string[]
  /** Of the statements: kept with the routine, so that a later deploy knows whether they have changed. */
  readonly fingerprint: string
}

export type DesiredObject = DesiredDataset | DesiredTable | DesiredView | DesiredRoutine

export interface Desired {
  /** Each behind all that it needs. */
  readonly objects: readonly DesiredObject[]
  /** What cannot be made from files alone, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[]
}

/**
 * What a project's files say should be in the warehouse: of NAMEs, or all; with the datasets that these lie in.
 *
 * @throws {UsageError} for a NAME that matches nothing; `dependency-cycle`
 * @throws {DiagnosticsError} files that are wrong
 */
export function desiredObjects(project: Project, names: readonly string[]): Desired {
  const artifacts = selectArtifacts(project, names)
  const tables = artifacts.filter((artifact) => artifact.kind === 'table')
  const others = artifacts.filter((artifact): artifact is Deployable => artifact.kind !== 'table')
  const withSchema = tables.filter(
    (table) => table.origin !== 'materialized-view' && project.schema(table) !== undefined,
  )
  return {
    objects: [
      ...datasets(project, artifacts.map(datasetOf)),
      ...withSchema.map((table) => desiredTable(project, table)),
      ...inDeployOrder(others, project).map((artifact) =>
        artifact.kind === 'view' ? desiredView(project, artifact) : desiredRoutine(project, artifact),
      ),
    ],
    skipped: tables
      .filter((table) => !withSchema.includes(table) && !makesNone(project, table))
      .map((table) => ({ name: artifactName(table), reason: reasonToSkip(table) })),
  }
}

/** A script that writes tables of other names alone, as one that removes rows does. */
function makesNone(project: Project, table: TableDefinition): boolean {
  if (table.origin !== 'script') return false
  const { writes } = collectReferences(parseArtifact(table, project))
  return !writes.some(({ path }) => path.names.at(-1)?.name === table.reference.table)
}

function reasonToSkip({ origin }: TableDefinition): string {
  return origin === 'materialized-view'
    ? 'a materialized view: run its materialized_view.sql'
    : 'without a schema.yaml; its first run makes it'
}

interface DatasetName {
  readonly project: string
  readonly dataset: string
}

function datasetOf(artifact: TableDefinition | Deployable): DatasetName {
  const { project, dataset } = artifact.kind === 'routine' ? artifact : artifact.reference
  return { project, dataset }
}

function datasets(project: Project, names: readonly DatasetName[]): readonly DesiredDataset[] {
  const unique = new Map(names.map((name) => [`${name.project}.${name.dataset}`, name]))
  return [...unique.keys()].sort().map((key) => desiredDataset(project, unique.get(key)!))
}

function desiredDataset(project: Project, { project: projectId, dataset }: DatasetName): DesiredDataset {
  const definition = project.datasets.find((other) => other.project === projectId && other.dataset === dataset)
  const metadata = definition && project.datasetMetadata(definition)
  const { description, defaultTableExpirationMs } = metadata ?? {}
  return {
    kind: 'dataset',
    project: projectId,
    dataset,
    friendlyName: metadata?.friendlyName ?? dataset,
    ...(description && { description }),
    labels: plainLabels(metadata?.labels ?? {}),
    ...(defaultTableExpirationMs !== undefined && { defaultTableExpirationMs }),
  }
}

function plainLabels(labels: Readonly<Record<string, unknown>>): Record<string, string> {
  const plain = Object.entries(labels).flatMap(([key, value]): [string, string][] =>
    value === true ? [[key, '']] : typeof value === 'string' ? [[key, value]] : [],
  )
  return Object.fromEntries(plain)
}

function described(project: Project, artifact: TableDefinition | ViewDefinition): Described {
  const metadata = project.metadata(artifact)
  const { friendlyName, description } = metadata
  return { friendlyName, ...(description && { description }), labels: publishedLabels(metadata) }
}

function desiredTable(project: Project, table: TableDefinition): DesiredTable {
  const { timePartitioning, rangePartitioning, clustering } = project.metadata(table)
  return {
    kind: 'table',
    reference: table.reference,
    ...described(project, table),
    schema: project.schema(table)!.fields,
    ...(timePartitioning && { partitioning: timePartitioning }),
    ...(rangePartitioning && { rangePartitioning }),
    clustering,
  }
}

function desiredView(project: Project, view: ViewDefinition): DesiredView {
  const text = qualifiedArtifact(project, view)
  const statement = text.script.statements.find((node) => node.kind === 'createView')
  const query = statement?.kind === 'createView' ? statement.query : wholeText(text)
  return {
    kind: 'view',
    reference: view.reference,
    ...described(project, view),
    query: text.slice(query).trim(),
  }
}

function wholeText({ written }: QualifiedText): Span {
  return { start: 0, end: written.length }
}

function desiredRoutine(project: Project, routine: RoutineDefinition): DesiredRoutine {
  const { project: projectId, dataset, name } = routine
  const text = qualifiedArtifact(project, routine)
  // Tests of the routine stand behind it in the file.
  const statements = text.script.statements.flatMap((node) =>
    (node.kind === 'createFunction' || node.kind === 'createProcedure') && !node.temporary ? [text.slice(node)] : [],
  )
  const fingerprint = createHash('sha256').update(statements.join(';\n')).digest('hex').slice(0, 16)
  return { kind: 'routine', project: projectId, dataset, name, statements, fingerprint }
}

/** @throws {DiagnosticsError} at its place in the template where the text is no GoogleSQL */
function qualifiedArtifact(project: Project, artifact: Deployable): QualifiedText {
  parseArtifact(artifact, project)
  const { project: defaultProject } = datasetOf(artifact)
  const { text } = renderArtifact(project, artifact)
  return qualify({ sql: text, parameters: [], defaultProject }, project.configuration.projectAliases)
}

/** As people write it. */
export function desiredName(desired: DesiredObject): string {
  if (desired.kind === 'dataset') return `${desired.project}.${desired.dataset}`
  if (desired.kind === 'routine') return `${desired.project}.${desired.dataset}.${desired.name}`
  const { project, dataset, table } = desired.reference
  return `${project}.${dataset}.${table}`
}

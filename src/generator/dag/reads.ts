import type { TableReference } from '../../googlesql/catalog.ts'
import { hasChecks } from '../check/read-checks.ts'
import { formatTableReference, type TableDefinition, type ViewDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { isPart, type NamedTable, namedTables, tablesOfText } from '../sql/dependencies.ts'
import { renderArtifact, renderFile } from '../sql/render.ts'
import type { DagRules } from './model.ts'

/** The tables that an artifact's query reads, views looked through, each once. @throws {DiagnosticsError} no GoogleSQL */
export function tablesRead(
  artifact: TableDefinition | ViewDefinition,
  project: Project,
  rules: DagRules,
): readonly NamedTable[] {
  if (!artifact.path?.endsWith('.sql')) return []
  // bigquery-etl leaves scripts with variables out
  if (rules === 'bigquery-etl' && /^DECLARE\b/im.test(renderArtifact(project, artifact).text)) return []
  const others = rules === 'bigquery-etl' && artifact.kind === 'table' ? otherTexts(artifact) : []
  const named = others.flatMap((path) => tablesOfText(renderFile(project, path, {}), artifact, project))
  return throughViews([...namedTables(artifact, project), ...named], project, rules)
}

/** bigquery-etl takes each SQL text beside a query in parts for one of them. */
function otherTexts({ origin, folder, files }: TableDefinition): readonly string[] {
  const texts = files.filter((file) => file.endsWith('.sql') && !isPart(file))
  return origin === 'multipart' ? texts.map((file) => `${folder}/${file}`) : []
}

/** The same of another file of its folder: its checks, an export's query. */
export function tablesReadByFile(
  path: string,
  artifact: TableDefinition | ViewDefinition,
  project: Project,
  rules: DagRules,
): readonly NamedTable[] {
  const rendered = renderFile(project, path, rules === 'bigquery-etl' ? { variables: UNKNOWN_TABLE } : {})
  return throughViews(tablesOfText(rendered, artifact, project), project, rules)
}

/** bigquery-etl does not know there what a template calls its own table, so that such names mean nothing. */
const UNKNOWN_TABLE = new Map(['project_id', 'dataset_id', 'table_name'].map((name) => [name, 'undefined']))

export function tablesReadByChecks(
  artifact: TableDefinition | ViewDefinition,
  project: Project,
  rules: DagRules,
): readonly NamedTable[] {
  return hasChecks(artifact) ? tablesReadByFile(`${artifact.folder}/checks.sql`, artifact, project, rules) : []
}

/** A table that is found behind a view has the place where the view is named. */
function throughViews(names: readonly NamedTable[], project: Project, rules: DagRules): readonly NamedTable[] {
  const found = new Map<string, NamedTable>()
  const seen = new Set<string>()
  const visit = (named: NamedTable, place: NamedTable['place']): void => {
    const reference = meantTable(named, rules)
    if (reference === undefined) return
    const meant = project.find(reference)
    // bigquery-etl looks for views alone under the other name of its project
    const source = rules === 'bigquery-etl' && isAlias(meant, reference) ? undefined : meant
    const table = source?.reference ?? reference
    const name = formatTableReference(table)
    if (seen.has(name)) return
    seen.add(name)
    if (source && isLookedThrough(source, project, rules)) {
      for (const next of namedTables(source, project)) visit(next, place)
    } else found.set(name, { reference: table, place })
  }
  for (const named of names) visit(named, named.place)
  return [...found.values()]
}

function isAlias(found: TableDefinition | ViewDefinition | undefined, { project }: TableReference): boolean {
  return found?.kind === 'table' && found.reference.project !== project
}

/**
 * What a name stands for; nothing, where it is a view of the warehouse about its tables. bigquery-etl takes those for tables of their
 * dataset, and `FOR SYSTEM_TIME` for a part of the name.
 */
function meantTable({ reference, isPast }: NamedTable, rules: DagRules): TableReference | undefined {
  const isInformation = reference.dataset === 'INFORMATION_SCHEMA'
  if (rules === 'bqetl') return isInformation ? undefined : reference
  if (isInformation) return { project: '', dataset: reference.project, table: `INFORMATION_SCHEMA.${reference.table}` }
  return isPast ? { ...reference, table: `${reference.table} FOR SYSTEM_TIME` } : reference
}

function isLookedThrough(source: TableDefinition | ViewDefinition, project: Project, rules: DagRules): boolean {
  if (source.kind === 'view') return true
  if (source.origin !== 'materialized-view' || rules === 'bigquery-etl') return false
  return project.metadata(source).scheduling.dagName === undefined
}

import { reach } from '../graph/reach.ts'
import { artifactName, type TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { upstreamTables } from '../sql/dependencies.ts'
import { isRunnable } from '../sql/runnable.ts'

/** Who reads whom, among the tables that queries of a project fill; views are looked through. */
export interface TableGraph {
  /** Everything that these tables read, however far up. */
  above(tables: readonly TableDefinition[]): readonly TableDefinition[]
  /** Everything that reads them, however far down. */
  below(tables: readonly TableDefinition[]): readonly TableDefinition[]
}

/** @throws {DiagnosticsError} a query that is no GoogleSQL: what it reads cannot be told */
export function tableGraph(project: Project): TableGraph {
  const filled = project.tables.filter(isRunnable)
  const byName = new Map(filled.map((table) => [artifactName(table), table]))
  const readers = new Map<TableDefinition, TableDefinition[]>()
  const sources = new Map<TableDefinition, readonly TableDefinition[]>()
  for (const table of filled) {
    const read = upstreamTables(table, project).flatMap((name) => byName.get(name) ?? [])
    sources.set(table, read)
    for (const source of read) readers.set(source, [...(readers.get(source) ?? []), table])
  }
  return { above: (tables) => reach(tables, sources), below: (tables) => reach(tables, readers) }
}

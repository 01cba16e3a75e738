import { adjacency, reach } from '../graph/reach.ts'
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
  const reads = filled.flatMap((table) =>
    upstreamTables(table, project).flatMap((name) => {
      const source = byName.get(name)
      return source ? [[table, source] as const] : []
    }),
  )
  const [above, below] = [adjacency(reads), adjacency(reads.map(([table, source]) => [source, table] as const))]
  return { above: (tables) => reach(tables, above), below: (tables) => reach(tables, below) }
}

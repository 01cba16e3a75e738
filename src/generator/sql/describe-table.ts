import { artifactName, type TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { upstreamTables } from './dependencies.ts'

export interface TableDescription {
  readonly name: string
  readonly path: string
  readonly description: string | null
  readonly owners: readonly string[]
  readonly dag: string | null
  readonly schedule: string | null
  /** `DAY(submission_date)` */
  readonly partitioning: string | null
  readonly clustering: readonly string[]
  /** Tables that it reads, views looked through; sorted. */
  readonly reads: readonly string[]
}

export function describeTable(table: TableDefinition, project: Project): TableDescription {
  const metadata = project.metadata(table)
  const { timePartitioning, scheduling } = metadata
  const dag = scheduling.dagName
  return {
    name: artifactName(table),
    path: table.path ?? table.folder,
    description: metadata.description ?? null,
    owners: metadata.owners,
    dag: dag ?? null,
    schedule: (dag && project.dags.get(dag)?.scheduleInterval) ?? null,
    partitioning: timePartitioning ? `${timePartitioning.unit}(${timePartitioning.field ?? '_PARTITIONTIME'})` : null,
    clustering: metadata.clustering,
    reads: upstreamTables(table, project),
  }
}

import type { Diagnostic } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import type { Artifact, DatasetDefinition, RoutineDefinition, TableDefinition, ViewDefinition } from './artifact.ts'
import type { DagDefinition } from './dags-file.ts'
import type { DatasetMetadata } from './dataset-metadata.ts'
import type { FileSource } from './file-source.ts'
import type { Loaded } from './loaded.ts'
import type { Metadata } from './metadata.ts'
import type { ProjectConfiguration } from './project-configuration.ts'
import type { TableSchema } from './table-schema.ts'

/**
 * All that is known from the files of a project. Readonly and lazy: a file is read when somebody asks, and once.
 * Methods that give a plain value throw `DiagnosticsError` where the file has errors, so that nothing runs on a
 * misread file; their `…File` twins give what could be read and the diagnostics.
 */
export interface Project {
  readonly source: FileSource
  readonly configuration: ProjectConfiguration
  readonly tables: readonly TableDefinition[]
  readonly views: readonly ViewDefinition[]
  readonly routines: readonly RoutineDefinition[]
  readonly datasets: readonly DatasetDefinition[]
  /** By name, as far as `dags.yaml` can be read. */
  readonly dags: ReadonlyMap<string, DagDefinition>
  readonly dagsFile: Loaded<ReadonlyMap<string, DagDefinition>>

  /** The table or view of that full name; aliases of projects are followed. */
  find(reference: TableReference): TableDefinition | ViewDefinition | undefined
  findRoutine(project: string, dataset: string, name: string): RoutineDefinition | undefined

  metadata(artifact: Artifact): Metadata
  metadataFile(artifact: Artifact): Loaded<Metadata>
  datasetMetadata(dataset: DatasetDefinition): DatasetMetadata
  datasetMetadataFile(dataset: DatasetDefinition): Loaded<DatasetMetadata>
  /** The declared schema, includes resolved; undefined without a `schema.yaml`. */
  schema(artifact: TableDefinition | ViewDefinition): TableSchema | undefined
  schemaFile(artifact: TableDefinition | ViewDefinition): Loaded<TableSchema> | undefined

  /** The text of the artifact's SQL file, not rendered. */
  sqlText(artifact: Artifact): string
  /** Everything wrong with these artifacts' YAML files; without `artifacts`, with the whole project's, schemas included. */
  diagnostics(artifacts?: readonly Artifact[]): readonly Diagnostic[]
}

import { isAbsolute, join, relative, resolve } from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../errors.ts'
import type { Project } from '../generator/project/project.ts'
import type { WorkRun } from '../runner/bigquery/connection.ts'
import type { Warehouse } from '../runner/warehouse.ts'
import type { ProjectOptions, WarehouseOptions } from './options.ts'

/** The project of `--project-dir`, read lazily. */
export async function openProject({ projectDir }: ProjectOptions): Promise<Project> {
  const [{ loadProject }, { folderSource }] = await Promise.all([
    import('../generator/project/load-project.ts'),
    import('../generator/project/file-source.ts'),
  ])
  return loadProject(folderSource(resolve(projectDir)))
}

/** What one job may use of this machine; all of it where absent. Only the embedded warehouse listens. */
export interface EngineLimits {
  readonly threads?: number
  /** Such as `4GB`. */
  readonly memoryLimit?: string
  readonly shareEngine?: boolean
}

export interface OpenOptions extends EngineLimits {
  /** What its jobs are part of; only BigQuery listens. */
  readonly run?: WorkRun
}

/** The warehouse that the options and the project choose. Close it with `await using`. */
export async function openWarehouse(
  project: Project,
  options: WarehouseOptions,
  signal?: AbortSignal,
  { run, ...limits }: OpenOptions = {},
): Promise<Warehouse> {
  const kind = options.warehouse ?? project.configuration.warehouse
  if (kind === 'bigquery') return (await import('./open-bigquery.ts')).openBigQuery(project, options, signal, run)
  const [{ openDuckDbWarehouse }, { renderedCatalog }] = await Promise.all([
    import('../runner/duckdb/duckdb-warehouse.ts'),
    import('../generator/sql/rendered-catalog.ts'),
  ])
  const directory = databaseDirectory(options)
  return openDuckDbWarehouse({ directory, catalog: renderedCatalog(project), ...(signal && { signal }), ...limits })
}

export function databaseDirectory(options: WarehouseOptions): string {
  return resolve(options.database ?? join(options.projectDir, '.bqetl', 'warehouse'))
}

/** Diagnostics as somebody in the current folder can open them. */
export function fromHere(diagnostics: readonly Diagnostic[], projectDir: string): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => ({ ...diagnostic, path: pathFromHere(diagnostic.path, projectDir) }))
}

/** A path from the project's root as it is written in the current folder. */
export function pathFromHere(path: string, projectDir: string): string {
  if (isAbsolute(path) || path.startsWith('<')) return path
  return relative('.', resolve(projectDir, path)) || path
}

/** Runs `work`; diagnostics that it throws come with paths from the current folder. */
export async function withPathsFromHere<T>(options: ProjectOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DiagnosticsError) throw new DiagnosticsError(fromHere(error.diagnostics, options.projectDir))
    throw error
  }
}

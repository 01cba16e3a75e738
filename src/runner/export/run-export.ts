import { rm, stat } from 'node:fs/promises'
import { DiagnosticsError } from '../../errors.ts'
import type { PlannedExport } from '../../generator/plan/plan-export.ts'
import type { Project } from '../../generator/project/project.ts'
import { sqlDiagnostic } from '../../generator/sql/sql-diagnostic.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { Warehouse } from '../warehouse.ts'
import type { Destination } from './destination.ts'
import { type StagedFile, type Staging, stageFiles } from './stage-files.ts'

export interface ExportRequest {
  readonly files: readonly PlannedExport[]
  readonly destination: Destination
  readonly signal?: AbortSignal
}

export interface ExportedFile {
  /** Relative to the destination, with `/`. */
  readonly name: string
  readonly rows: number
  readonly bytes: number
  readonly contentType: string
  readonly contentEncoding?: 'gzip'
}

/**
 * Writes what a table or view exports. All files are complete under temporary names before the first appears under its own.
 *
 * @returns the files in order of name
 * @throws {DiagnosticsError} a query is wrong, at its place
 * @throws {BqetlError} `export-name`, `export-conflict`, `export-columns`: the rows give no such files, and nothing is written
 * @throws {WarehouseError} the destination cannot be written; retryable
 */
export async function runExport(
  warehouse: Warehouse,
  project: Project,
  { files, destination, signal }: ExportRequest,
): Promise<readonly ExportedFile[]> {
  try {
    const staging: Staging = { folder: await destination.workFolder(), names: new Set(), signal }
    try {
      const staged: StagedFile[] = []
      for (const file of files) staged.push(...(await stage(warehouse, project, file, staging)))
      return await publish(staged, destination, signal)
    } finally {
      await rm(staging.folder, { recursive: true, force: true })
    }
  } catch (error) {
    throw destination.failure(error) ?? error
  }
}

async function stage(
  warehouse: Warehouse,
  project: Project,
  file: PlannedExport,
  staging: Staging,
): Promise<readonly StagedFile[]> {
  try {
    return await stageFiles(await warehouse.query(file.query), file, staging)
  } catch (error) {
    throw error instanceof SqlError ? new DiagnosticsError([sqlDiagnostic(error, file.source, project)]) : error
  }
}

/** After a failure no further file is begun; those under way end first, as the temporary files are removed then. */
async function publish(
  files: readonly StagedFile[],
  destination: Destination,
  signal: AbortSignal | undefined,
): Promise<readonly ExportedFile[]> {
  const published: ExportedFile[] = []
  const failures: unknown[] = []
  const queue = files.values()
  const work = async () => {
    for (const file of queue) {
      if (failures.length > 0) return
      signal?.throwIfAborted()
      const exported = await describe(file)
      await destination.publish({ name: file.name, path: file.spool.path, declared: file.declared })
      published.push(exported)
    }
  }
  const workers = Array.from({ length: destination.parallelism }, () => work().catch((error) => failures.push(error)))
  await Promise.all(workers)
  if (failures.length > 0) throw failures[0]
  return published.sort((left, right) => (left.name < right.name ? -1 : 1))
}

async function describe({ name, spool, declared }: StagedFile): Promise<ExportedFile> {
  const { size } = await stat(spool.path)
  const { contentType, compression } = declared
  const encoding = compression === 'gzip' && { contentEncoding: 'gzip' as const }
  return { name, rows: spool.rows, bytes: size, contentType, ...encoding }
}

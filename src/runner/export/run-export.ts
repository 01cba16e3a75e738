import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DiagnosticsError } from '../../errors.ts'
import type { PlannedExport } from '../../generator/plan/plan-export.ts'
import type { Project } from '../../generator/project.ts'
import { sqlDiagnostic } from '../../generator/sql-diagnostic.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { Warehouse } from '../warehouse.ts'
import { writeFailure } from './destination.ts'
import { type StagedFile, type Staging, stageFiles } from './stage-files.ts'

export interface ExportRequest {
  readonly files: readonly PlannedExport[]
  /** Made where it is absent; files of other names are left alone. */
  readonly folder: string
  readonly signal?: AbortSignal
}

export interface ExportedFile {
  /** Relative to the folder, with `/`. */
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
 */
export async function runExport(
  warehouse: Warehouse,
  project: Project,
  { files, folder, signal }: ExportRequest,
): Promise<readonly ExportedFile[]> {
  try {
    await mkdir(folder, { recursive: true })
    await removeAbandoned(folder)
    const staging: Staging = { folder: await mkdtemp(join(folder, STAGING)), names: new Set(), signal }
    try {
      const staged: StagedFile[] = []
      for (const file of files) staged.push(...(await stage(warehouse, project, file, staging)))
      return await publish(staged, folder)
    } finally {
      await rm(staging.folder, { recursive: true, force: true })
    }
  } catch (error) {
    throw writeFailure(error, folder) ?? error
  }
}

const STAGING = '.bqetl-export-'
const ABANDONED_AFTER_MS = 24 * 3_600_000

/** What a killed export left. Another that is under way is younger. */
async function removeAbandoned(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(STAGING))
  for (const path of names.map((name) => join(folder, name))) {
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true })
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

async function publish(files: readonly StagedFile[], folder: string): Promise<readonly ExportedFile[]> {
  const published: ExportedFile[] = []
  for (const { name, spool, declared } of files) {
    const target = join(folder, name)
    await mkdir(dirname(target), { recursive: true })
    const { size } = await stat(spool.path)
    await rename(spool.path, target)
    const { contentType, compression } = declared
    const encoding = compression === 'gzip' && { contentEncoding: 'gzip' as const }
    published.push({ name, rows: spool.rows, bytes: size, contentType, ...encoding })
  }
  return published.sort((left, right) => (left.name < right.name ? -1 : 1))
}

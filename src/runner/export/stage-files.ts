import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { BqetlError } from '../../errors.ts'
import type { ExportFile } from '../../generator/project/export-declaration.ts'
import type { QueryResult, ResultField } from '../warehouse.ts'
import { fileLayout } from './file-layout.ts'
import { compressFile, FileSpool } from './file-spool.ts'
import { writeParquet } from './parquet.ts'

/** A complete file at a temporary path. */
export interface StagedFile {
  /** Where it belongs: relative, with `/`. */
  readonly name: string
  readonly spool: FileSpool
  readonly declared: ExportFile
}

export interface Staging {
  readonly folder: string
  /** Names that other files have; those of this result are added. */
  readonly names: Set<string>
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes the rows of a result into temporary files.
 *
 * @throws {BqetlError} `export-name`, `export-conflict`, `export-columns`: the rows give no such files
 */
export async function stageFiles(
  result: QueryResult,
  declared: ExportFile,
  staging: Staging,
): Promise<readonly StagedFile[]> {
  const layout = fileLayout(result.schema, declared)
  const staged = new Map<string, StagedFile>()
  const open = (key: string, name: string): FileSpool => {
    if (staging.names.has(name)) throw sharedName(name)
    staging.names.add(name)
    const spool = new FileSpool(join(staging.folder, randomUUID()), layout.format)
    staged.set(key, { name, spool, declared })
    return spool
  }
  if (layout.onlyName !== undefined) open(layout.keyOf([]), layout.onlyName)
  for await (const batch of result.batches) {
    staging.signal?.throwIfAborted()
    for (const row of batch) {
      const key = layout.keyOf(row)
      const known = staged.get(key)?.spool
      if (known && declared.format === 'document') throw secondDocument(layout.nameOf(row))
      const spool = known ?? open(key, layout.nameOf(row))
      if (spool.add(layout.textOf(row))) await spool.flush()
    }
  }
  for (const { spool } of staged.values()) await finish(spool, layout.fields, declared)
  return [...staged.values()]
}

function sharedName(name: string): BqetlError {
  return new BqetlError('export-conflict', `rows of different values would share the file ${name}`, {
    hint: 'put a text between the columns of the file name',
  })
}

function secondDocument(name: string): BqetlError {
  return new BqetlError('export-conflict', `the query has several rows for ${name}, which is one document`, {
    hint: 'group the rows in the query, or mention a further column in the name',
  })
}

async function finish(
  spool: FileSpool,
  fields: readonly ResultField[],
  { format, compression }: ExportFile,
): Promise<void> {
  await spool.end()
  if (format === 'parquet') await writeParquet(spool.path, fields)
  else if (compression === 'gzip') await compressFile(spool.path)
}

import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../../../errors.ts'
import type { Partition } from '../../../generator/query-job.ts'
import { rowWriter } from '../../load/row-text.ts'
import type { RowSource } from '../../warehouse.ts'
import { columnType } from '../fields.ts'
import type { Session } from '../session.ts'
import type { StagedFile } from './commit.ts'
import { uniqueId } from './owner.ts'
import { readJsonSql } from './read-json.ts'
import { copy, mergeFiles, selectStored, splitFiles } from './stage-rows.ts'
import type { TableShape } from './table-shape.ts'

export interface RowsToLoad {
  readonly source: RowSource
  readonly shape: TableShape
  readonly partition?: Partition | undefined
  readonly arrival: Partition | undefined
  readonly ignoreUnknownColumns: boolean
  readonly signal: AbortSignal
}

/** Text in one file that DuckDB reads while the next is being written: both are busy, and memory stays the same however much there is to load. */
const PIECE_CHARACTERS = 16 << 20
const MOST_PROBLEMS = 20

/**
 * Checks rows in BigQuery's JSON form and writes them as Parquet files, one a partition.
 *
 * @throws {DiagnosticsError} values that do not fit their columns, the first twenty, with their places
 */
export async function stageLoad(session: Session, directory: string, rows: RowsToLoad): Promise<readonly StagedFile[]> {
  const { shape, partition } = rows
  const files = await copyPieces(session, directory, rows)
  if (files.length === 0) return []
  if (partition !== undefined || shape.partitioning === undefined) {
    return [await mergeFiles(session, directory, files, shape, partition)]
  }
  return splitFiles(session, directory, files, shape)
}

/** While DuckDB reads one piece the next is being written. */
async function copyPieces(session: Session, directory: string, rows: RowsToLoad): Promise<readonly StagedFile[]> {
  const files: StagedFile[] = []
  let copying: Promise<unknown> = Promise.resolve()
  try {
    for await (const piece of writePieces(directory, rows)) {
      await copying
      // A table of no columns has no rows that fit, and no file could hold it.
      if (rows.shape.schema.length === 0) continue
      copying = copyPiece(session, directory, piece, rows).then((file) => files.push(file))
      // A failure is met at the next `await`; until then it must not count as unhandled.
      copying.catch(() => {})
    }
    await copying
  } finally {
    // Whatever ends the load, the session is closed only when it is idle.
    await copying.catch(() => {})
  }
  return files
}

interface Piece {
  readonly path: string
  readonly longestRow: number
  readonly rows: number
}

/** At least one piece, be it empty. */
async function* writePieces(directory: string, rows: RowsToLoad): AsyncGenerator<Piece> {
  const write = rowWriter(rows.shape.schema, rows)
  const problems: Diagnostic[] = []
  let piece = await PieceFile.create(directory)
  try {
    for await (const batch of rows.source) {
      rows.signal.throwIfAborted()
      const texts: string[] = []
      for (const row of batch) {
        const text = write(row)
        if (typeof text === 'string') texts.push(text)
        else problems.push(text)
        if (problems.length === MOST_PROBLEMS) throw new DiagnosticsError(problems)
      }
      await piece.append(texts)
      if (piece.characters < PIECE_CHARACTERS || problems.length > 0) continue
      yield await piece.finish()
      piece = await PieceFile.create(directory)
    }
    if (problems.length > 0) throw new DiagnosticsError(problems)
    yield await piece.finish()
  } finally {
    await piece.close()
  }
}

class PieceFile {
  readonly path: string
  characters = 0
  #longestRow = 0
  #rows = 0
  #file: FileHandle | undefined

  constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  static async create(directory: string): Promise<PieceFile> {
    const path = join(directory, `${uniqueId()}.ndjson`)
    return new PieceFile(path, await open(path, 'w'))
  }

  async append(texts: readonly string[]): Promise<void> {
    if (texts.length === 0) return
    this.#rows += texts.length
    for (const text of texts) {
      this.characters += text.length + 1
      if (text.length > this.#longestRow) this.#longestRow = text.length
    }
    // Not `write`, which may write a part only.
    await this.#file!.appendFile(`${texts.join('\n')}\n`)
  }

  async finish(): Promise<Piece> {
    await this.close()
    return { path: this.path, longestRow: this.#longestRow, rows: this.#rows }
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
  }
}

async function copyPiece(session: Session, directory: string, piece: Piece, rows: RowsToLoad): Promise<StagedFile> {
  const { shape, partition, arrival } = rows
  const columns = shape.schema.map((field) => ({ name: field.name, type: columnType(field) }))
  const sql = `SELECT * FROM ${readJsonSql({ path: piece.path, longestRow: piece.longestRow, schema: shape.schema })}`
  const stored = selectStored({ sql, form: 'loaded', columns, shape, partition, arrival })
  // What is clustered is sorted into another file.
  const file = await copy(session, directory, stored, (shape.clustering ?? []).length > 0 ? 'snappy' : 'zstd')
  if (file.rows !== piece.rows) throw new Error(`DuckDB read ${file.rows} of ${piece.rows} rows of ${piece.path}`)
  await rm(piece.path)
  return file
}

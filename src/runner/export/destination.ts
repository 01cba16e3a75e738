import type { BqetlError } from '../../errors.ts'
import type { ExportFile } from '../../generator/project/export-declaration.ts'

/** A complete file at a temporary path. */
export interface CompleteFile {
  /** Where it belongs: relative to the destination, with `/`. */
  readonly name: string
  readonly path: string
  /** What a store is told of it. */
  readonly declared: Pick<ExportFile, 'contentType' | 'compression'>
}

/** A place that files are exported to. */
export interface Destination {
  /** As people know it: the path of a folder, `gs://BUCKET/PREFIX/`, `s3://BUCKET/PREFIX/`. */
  readonly name: string
  /** Makes a new folder for files that are not complete yet; what it holds is removed by the caller. */
  workFolder(): Promise<string>
  /** Puts a complete file under its name, in one step: a reader sees the old file or the new one, each whole. */
  publish(file: CompleteFile): Promise<void>
  /** How many files are put at a time. */
  readonly parallelism: number
  /** What a failure means to the person at the keyboard; undefined where it is not the place's fault. */
  failure(error: unknown): BqetlError | undefined
}

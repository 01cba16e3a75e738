/** Where a project's files come from: a folder, a git revision, one laid over another. Paths are relative, with `/`. */
export interface FileSource {
  /** Names the source in messages; of a folder, its absolute path. */
  readonly name: string
  /** Folder of the disk that the source shows, if it is one: there `.bqetl/` can stand. */
  readonly directory?: string
  /** Every file under a folder, sorted; nothing where the folder is absent. */
  list(folder: string): readonly string[]
  /** The text, or undefined where there is no such file. @throws {BqetlError} a file that cannot be read */
  read(path: string): string | undefined
}

import type { Field } from '../../../generator/query-job.ts'
import { quoteName, quoteText } from '../duckdb-type.ts'
import { columnType } from '../fields.ts'
import { loadedType } from './stored-type.ts'

/** A file of rows as `rowWriter` writes them, one a line. */
export interface RowsFile {
  readonly path: string
  readonly schema: readonly Field[]
  /** In characters. */
  readonly longestRow: number
}

/** DuckDB's own longest, unless there is a longer row; characters are at most three bytes each. */
const USUAL_ROW_BYTES = 16 << 20

/** The rows as SQL to stand after FROM, in the types of `loadedType`. */
export function readJsonSql({ path, schema, longestRow }: RowsFile): string {
  const types = schema.map((field) => `${quoteName(field.name)}: ${quoteText(loadedType(columnType(field)))}`)
  const longest = Math.max(USUAL_ROW_BYTES, longestRow * 3 + 1024)
  return `read_json(${quoteText(path)}, columns = {${types.join(', ')}}, format = 'newline_delimited', auto_detect = false, compression = 'uncompressed', hive_partitioning = false, maximum_object_size = ${longest})`
}

import type { YamlValue } from '../yaml/node.ts'
import { isMap, mapsAt, present, textAt, textsAt, type YamlMap } from '../yaml/value.ts'

/**
 * `json` is an array of rows; `document` the text of one value, the only row and column of its file; `ndjson` a row a line.
 */
export type ExportFormat = 'json' | 'document' | 'ndjson' | 'csv' | 'parquet'

/** Files that one query gives: one for each combination of the columns that the name mentions. */
export interface ExportFile {
  /** `data/{channel}.json.gz`: `{…}` is a column of the result, whose value makes the name and is left out of the rows. */
  readonly name: string
  /** A file of the project, its path from the root; absent: all rows of the table's partition, or of the view. */
  readonly queryPath?: string
  readonly format: ExportFormat
  /** Told to the store as Content-Encoding. */
  readonly compression: 'none' | 'gzip'
  readonly contentType: string
}

/** What of a table or view is written as files, for readers outside of the warehouse. */
export interface ExportDeclaration {
  /** `NAME:TYPE:VALUE`, besides the date parameter; may hold Airflow's Jinja. */
  readonly parameters: readonly string[]
  /** Where a scheduled export writes: a folder, `gs://BUCKET/PREFIX/` or `s3://BUCKET/PREFIX/`. */
  readonly destination?: string
  readonly files: readonly ExportFile[]
}

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  json: 'application/json',
  document: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
}

/** Reads `export`; format and compression are those of the name's ending where the file does not say. */
export function readExport(value: YamlValue | undefined, folder: Folder): ExportDeclaration | undefined {
  if (!isMap(value)) return undefined
  return {
    parameters: textsAt(value, 'parameters'),
    ...present({ destination: textAt(value, 'destination') }),
    files: mapsAt(value, 'files').map((file) => readFile(file, folder)),
  }
}

interface Folder {
  readonly folder: string
  readonly files: readonly string[]
}

function readFile(map: YamlMap, folder: Folder): ExportFile {
  const name = textAt(map, 'name') ?? ''
  const format = (textAt(map, 'format') as ExportFormat | undefined) ?? formatOf(name)
  return {
    name,
    format,
    compression:
      textAt(map, 'compression') === 'gzip' || (map.compression === undefined && name.endsWith('.gz'))
        ? 'gzip'
        : 'none',
    contentType: textAt(map, 'content_type') ?? CONTENT_TYPES[format],
    ...present({ queryPath: queryPath(textAt(map, 'query'), folder) }),
  }
}

function formatOf(name: string): ExportFormat {
  const ending = name.replace(/\.gz$/, '').split('.').at(-1)
  return ending === 'ndjson' || ending === 'csv' || ending === 'parquet' ? ending : 'json'
}

/** A file of the folder, or one named from the root; `export.sql` where there is one. */
function queryPath(name: string | undefined, { folder, files }: Folder): string | undefined {
  if (name === undefined) return files.includes(DEFAULT_QUERY) ? `${folder}/${DEFAULT_QUERY}` : undefined
  return name.includes('/') ? name : `${folder}/${name}`
}

const DEFAULT_QUERY = 'export.sql'

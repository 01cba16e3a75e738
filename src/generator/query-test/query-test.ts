import type { TableReference } from '../../googlesql/catalog.ts'

/** What a test runs: the table's query, the same as on its first run, its script, or the view. */
export type QueryTestKind = 'query' | 'init' | 'script' | 'view'

/**
 * One folder that holds inputs and what must come out of them. Paths are relative to the project.
 *
 * @see https://mozilla.github.io/bigquery-etl/ (SQL unit tests), whose format this is
 */
export interface QueryTest {
  /** `dataset/table/test`, with the project in front where the folder names one. */
  readonly name: string
  /** `dataset/table/test`, as folders are called. */
  readonly folder: string
  /** The folder of all tests of the table; schemas of inputs may stand there. */
  readonly tableFolder: string
  readonly table: TableReference
  readonly test: string
  /** `expect.yaml`, `expect.json` or `expect.ndjson`. */
  readonly expectation: string
  /** Names of the files in the folder, sorted. */
  readonly files: readonly string[]
  /** Names of the files in `tableFolder`, sorted. */
  readonly tableFiles: readonly string[]
}

/** What one file of a test gives to the query. */
export interface TestInput {
  readonly path: string
  readonly table: TableReference
  readonly format: InputFormat
}

export type InputFormat = RowFormat | 'view'

export type RowFormat = 'yaml' | 'json' | 'ndjson' | 'csv'

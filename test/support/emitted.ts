import { analyzeQuery } from '../../src/googlesql/analyze.ts'
import type { Catalog, CatalogTable } from '../../src/googlesql/catalog.ts'
import { parseQuery } from '../../src/googlesql/parse/parse.ts'
import { arrayOf, DATE, FLOAT64, INT64, STRING, structOf, TIMESTAMP } from '../../src/googlesql/types.ts'
import { type EmittedQuery, emitQuery } from '../../src/runner/duckdb/emit/query.ts'

const PINGS: CatalogTable = {
  kind: 'table',
  reference: { project: 'p', dataset: 'd', table: 'pings' },
  columns: [
    { name: 'submission_timestamp', type: TIMESTAMP },
    { name: 'day', type: DATE },
    { name: 'client_id', type: STRING },
    { name: 'channel', type: STRING },
    { name: 'hours', type: FLOAT64 },
    { name: 'crashes', type: INT64 },
    {
      name: 'histograms',
      type: arrayOf(
        structOf([
          { name: 'key', type: STRING },
          { name: 'value', type: INT64 },
        ]),
      ),
    },
  ],
}

const CATALOG: Catalog = {
  findTable: (path) => (path.at(-1) === 'pings' ? PINGS : undefined),
  findRoutine: () => undefined,
  withDefaults: () => CATALOG,
  similarTables: () => [],
}

/** A query over `pings` as DuckDB SQL. */
export function emitted(sql: string): EmittedQuery {
  return emitQuery(analyzeQuery(parseQuery(sql), sql, { catalog: CATALOG }), {
    nowMicros: 0n,
    parameters: new Map(),
    variables: new Map(),
    tableSource: () => 'pings',
  })
}

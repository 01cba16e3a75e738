/**
 * First parts of the names of BigQuery's own functions.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/functions-all
 */
const namespaces: ReadonlySet<string> = new Set([
  'AEAD',
  'AI',
  'BQ',
  'HLL_COUNT',
  'KEYS',
  'KLL_QUANTILES',
  'ML',
  'NET',
  'OBJ',
])

export function isBuiltinNamespace(name: string): boolean {
  return namespaces.has(name.toUpperCase())
}

import { parseBignumeric } from '../../googlesql/literals.ts'
import type { ScalarTypeName } from '../../googlesql/types.ts'
import { parseInterval } from '../load/interval-text.ts'
import { jsonColumnText } from '../load/json-column.ts'
import { SCALAR_TEXTS, type ScalarText } from '../load/scalar-text.ts'

/**
 * Values as BigQuery's loads of NDJSON take them, where that differs from what the embedded warehouse's files hold: INTERVAL as text,
 * JSON as it is, BIGNUMERIC with all its digits.
 *
 * @see https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-json
 */
export const BIGQUERY_TEXTS: Readonly<Record<ScalarTypeName, ScalarText>> = {
  ...SCALAR_TEXTS,
  INTERVAL: (value) =>
    typeof value === 'string' && parseInterval(value) !== undefined ? JSON.stringify(value.trim()) : undefined,
  JSON: (value) => jsonColumnText(value),
  BIGNUMERIC: (value, asWritten) => {
    const text = SCALAR_TEXTS.BIGNUMERIC(value, asWritten)
    if (text !== undefined || typeof value !== 'string') return text
    const digits = parseBignumeric(value)
    return digits === undefined ? undefined : `"${digits}"`
  },
}

import type { ResultField, ResultValue } from '../warehouse.ts'

type Row = readonly ResultValue[]

/**
 * Writes rows as JSON objects, as BigQuery's extract jobs do: NULLs are left out, INT64 and NUMERIC are texts, a TIMESTAMP is
 * `2021-02-10 10:05:00 UTC`, a JSON column is JSON.
 *
 * @see https://cloud.google.com/bigquery/docs/exporting-data
 */
export function objectWriter(fields: readonly ResultField[]): (row: Row) => string {
  const members = fields.map((field) => [`${JSON.stringify(field.name)}:`, valueWriter(field)] as const)
  return (row) => {
    const parts: string[] = []
    for (const [index, [name, write]] of members.entries()) {
      const value = row[index] ?? null
      if (value !== null) parts.push(name + write(value))
    }
    return `{${parts.join(',')}}`
  }
}

/** Writes values that are not NULL. */
export function valueWriter(field: ResultField): (value: ResultValue) => string {
  if (field.mode === 'REPEATED') {
    const element = valueWriter({ ...field, mode: 'NULLABLE' })
    return (items) => `[${(items as Row).map((item) => (item === null ? 'null' : element(item))).join(',')}]`
  }
  if (field.fields !== undefined) {
    const write = objectWriter(field.fields)
    return (value) => write(value as Row)
  }
  if (field.type === 'JSON') return String
  return (value) => JSON.stringify(exportedScalar(value, field.type))
}

/** Times in the form of extract jobs, other values as they are. */
export function exportedScalar(value: ResultValue, type: string): ResultValue {
  if (type === 'TIMESTAMP') return String(value).replace(/\+00$/, ' UTC')
  return type === 'DATETIME' ? String(value).replace(' ', 'T') : value
}

import type { Field } from './query-job.ts'

/**
 * A column, or a field of one, as a `schema.yaml` declares it. `type` is the element's type where the mode is REPEATED
 * (as in BigQuery's REST field); `columnType` gives the whole type.
 */
export interface SchemaField extends Field {
  /** Of a RECORD, with their descriptions. */
  readonly fields?: readonly SchemaField[]
}

export interface TableSchema {
  readonly fields: readonly SchemaField[]
}

import type { TableReference } from '../googlesql/catalog.ts'
import type { Type } from '../googlesql/types.ts'
import type { Value } from '../googlesql/value.ts'

export interface QueryParameter {
  readonly name: string
  readonly type: Type
  readonly value: Value
}

/** A GoogleSQL text (a query or a script) and the values bound to it. */
export interface Query {
  readonly sql: string
  readonly parameters: readonly QueryParameter[]
  /** Fills names of one part; names of two parts take the project. */
  readonly defaultProject: string
  readonly defaultDataset?: string
  /** What CURRENT_TIMESTAMP() and its kin answer, ISO 8601 in UTC; the clock where absent. */
  readonly now?: string
  /** The file that the text was rendered from, for messages. */
  readonly path?: string
}

export type PartitionUnit = 'HOUR' | 'DAY' | 'MONTH' | 'YEAR'

export interface Partitioning {
  readonly unit: PartitionUnit
  /** Absent: by ingestion time. */
  readonly field?: string
  readonly requirePartitionFilter: boolean
  readonly expirationDays?: number
}

/** `id` is BigQuery's partition id, `20240228`, `2024022813`, `202402`, `2024`. */
export interface Partition {
  readonly id: string
  readonly unit: PartitionUnit
}

export interface Field {
  readonly name: string
  readonly type: Type
  readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED'
  readonly description?: string
}

/** One job that fills a table or a partition of it: what BigQuery's query job has, no more. Plain data; two equal plans run equal jobs. */
export interface QueryJob extends Query {
  readonly jobId: string
  /** Absent for a script, which names its own tables. */
  readonly destination?: TableReference
  readonly partition?: Partition
  readonly writeDisposition: 'truncate' | 'append' | 'empty'
  /** How the destination is made where it is absent. */
  readonly schema?: readonly Field[]
  readonly partitioning?: Partitioning
  readonly clustering?: readonly string[]
  readonly schemaUpdateOptions: readonly ('ALLOW_FIELD_ADDITION' | 'ALLOW_FIELD_RELAXATION')[]
  readonly labels: Readonly<Record<string, string>>
  readonly maximumBytesBilled?: bigint
}

import type { ErrorProto } from './api-failure.ts'

/** The parts of BigQuery's REST resources that are read here; numbers of 64 bits come as text. */

export interface FieldResource {
  readonly name: string
  readonly type: string
  readonly mode?: string
  readonly description?: string
  readonly fields?: readonly FieldResource[]
  readonly rangeElementType?: { readonly type: string }
}

export interface SchemaResource {
  readonly fields?: readonly FieldResource[]
}

export interface TimePartitioningResource {
  readonly type: string
  readonly field?: string
  readonly expirationMs?: string
  readonly requirePartitionFilter?: boolean
}

export interface TableReferenceResource {
  readonly projectId: string
  readonly datasetId: string
  readonly tableId: string
}

export interface TableResource {
  readonly etag?: string
  readonly tableReference: TableReferenceResource
  readonly type?: string
  readonly schema?: SchemaResource
  readonly timePartitioning?: TimePartitioningResource
  readonly rangePartitioning?: unknown
  readonly requirePartitionFilter?: boolean
  readonly clustering?: { readonly fields?: readonly string[] }
  readonly view?: { readonly query: string }
  readonly friendlyName?: string
  readonly description?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly expirationTime?: string
  readonly location?: string
  readonly numRows?: string
  readonly numBytes?: string
  readonly lastModifiedTime?: string
  readonly creationTime?: string
}

export interface JobReferenceResource {
  readonly projectId: string
  readonly jobId: string
  readonly location?: string
}

export interface JobResource {
  readonly jobReference: JobReferenceResource
  readonly status?: { readonly state: string; readonly errorResult?: ErrorProto }
  readonly statistics?: JobStatistics
}

export interface JobStatistics {
  /** Milliseconds since 1970. */
  readonly endTime?: string
  readonly totalBytesProcessed?: string
  readonly sessionInfo?: { readonly sessionId: string }
  readonly load?: { readonly outputRows?: string }
  readonly query?: {
    readonly schema?: SchemaResource
    readonly referencedTables?: readonly TableReferenceResource[]
    readonly totalBytesProcessed?: string
    readonly numDmlAffectedRows?: string
    readonly statementType?: string
  }
}

/** A cell: text, or for arrays and structs what holds further cells. */
export interface CellResource {
  readonly v: null | string | readonly CellResource[] | RowResource
}

export interface RowResource {
  readonly f: readonly CellResource[]
}

export interface ResultsResource {
  readonly jobReference?: JobReferenceResource
  readonly jobComplete?: boolean
  readonly schema?: SchemaResource
  readonly rows?: readonly RowResource[]
  readonly totalRows?: string
  readonly pageToken?: string
}

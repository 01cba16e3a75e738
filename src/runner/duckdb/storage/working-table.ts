import type { Partition } from '../../../generator/query-job.ts'
import { TIMESTAMP } from '../../../googlesql/types.ts'
import { duckDbType, quoteName } from '../duckdb-type.ts'
import { columnType, type ResultColumn } from '../fields.ts'
import { CHANGED_COLUMN } from '../job-tables.ts'
import type { Session } from '../session.ts'
import { partitionOfTime, partitionRange, timeLiteral } from './partition-id.ts'
import { fileFields, findField, PARTITION_DATE, PARTITION_TIME, type StoredFile } from './stored-table.ts'
import type { TableShape } from './table-shape.ts'

/** What a job has made of a table, in a DuckDB table of its session. */
export interface WorkingTable {
  readonly kind: 'working'
  readonly shape: TableShape
  /** The DuckDB table, quoted. */
  readonly name: string
  /** `append`: it holds only the rows to be added to what is stored. `create`: the table is new, or takes the place of another. */
  readonly use: 'append' | 'rewrite' | 'create'
  /** Files of a `rewrite` whose rows are not in the DuckDB table, and stay as they are: whole partitions. */
  readonly untouched?: readonly StoredFile[]
}

/** @param now the job's clock: when rows of an ingestion-time table arrive */
export async function makeWorkingTable(session: Session, name: string, shape: TableShape, now: Date): Promise<string> {
  const quoted = quoteName(name)
  const columns = shape.schema.map((field) => {
    const type = columnType(field)
    const name = quoteName(field.name)
    const required = field.mode === 'REQUIRED' ? ' NOT NULL' : ''
    const rule = type.kind === 'array' ? ` DEFAULT [] CHECK (len(${name}) = list_count(${name}))` : required
    return `${name} ${duckDbType(type)}${rule}`
  })
  const changed = `${quoteName(CHANGED_COLUMN)} BOOLEAN DEFAULT TRUE`
  await session.run(`CREATE TEMP TABLE ${quoted} (${[...columns, ...arrivalColumn(shape, now), changed].join(', ')})`)
  return quoted
}

function arrivalColumn({ partitioning }: TableShape, now: Date): readonly string[] {
  if (partitioning === undefined || partitioning.field !== undefined) return []
  const { start } = partitionRange(partitionOfTime(now, partitioning.unit), partitioning.unit)!
  return [`${quoteName(PARTITION_TIME)} TIMESTAMPTZ DEFAULT ${timeLiteral(start, TIMESTAMP)}`]
}

/** The partition that rows of an ingestion-time table go to when they come at `now`. */
export function arrivalPartition(now: Date, unit: Partition['unit']): Partition {
  return { id: partitionOfTime(now, unit), unit }
}

/** The columns that are stored. */
export function workingColumns({ schema, partitioning }: TableShape): readonly ResultColumn[] {
  return fileFields(schema, partitioning).map((field) => ({ name: field.name, type: columnType(field) }))
}

/** A table keeps no NULL array: it is an empty one. */
export function selectWorking({ name, shape }: WorkingTable, columns: readonly string[]): string {
  const day = `CAST(${quoteName(PARTITION_TIME)} AS DATE) AS ${quoteName(PARTITION_DATE)}`
  const items = columns.map((column) => {
    if (column === PARTITION_DATE) return day
    const isArray = findField(shape.schema, column)?.mode === 'REPEATED'
    return isArray ? `coalesce(${quoteName(column)}, []) AS ${quoteName(column)}` : quoteName(column)
  })
  return `SELECT ${items.join(', ') || '1'} FROM ${name}`
}

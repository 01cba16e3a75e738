import { copyFile, link } from 'node:fs/promises'
import { join } from 'node:path'
import type { Field, Partition } from '../../../generator/query-job.ts'
import type { TableChange } from '../../warehouse.ts'
import { columnType } from '../fields.ts'
import { openSession } from '../session.ts'
import { commit, type StagedFile } from './commit.ts'
import { type DestinationRequest, planDestination, storeInDestination } from './destination.ts'
import { stageRows } from './stage-rows.ts'
import type { Staging } from './staging.ts'
import type { StoreJob } from './store-job.ts'
import { fileFields, type StoredFile, type StoredTable } from './stored-table.ts'
import { missingPartition, sameSchema, tableOf } from './table-errors.ts'
import { formatReference, tableDirectory } from './table-path.ts'
import { checkPartition } from './table-shape.ts'

type CopyPartition = Extract<TableChange, { kind: 'copyPartition' }>

/** Replaces a partition, or the whole table, by that of another; a table that is absent becomes like the one copied. */
export async function copyPartition(job: StoreJob, { from, to, partition }: CopyPartition): Promise<void> {
  const source = tableOf(job.snapshot.entry(from), from)
  if (partition !== undefined) checkPartition(partition, source.partitioning, formatReference(from))
  const { schema, partitioning, clustering } = source
  const request: DestinationRequest = {
    reference: to,
    partition,
    writeDisposition: 'truncate',
    schema,
    partitioning,
    clustering,
    schemaUpdateOptions: [],
  }
  const columns = schema.map((field) => ({ name: field.name, type: columnType(field) }))
  const destination = planDestination(request, job.snapshot.entry(to), columns)
  const staging = await job.staging()
  const files = source.files.filter((file) => partition === undefined || file.partition === partition.id)
  if (partition !== undefined && files.length === 0) throw missingPartition(from, partition.id)
  const same = sameSchema(destination.shape.schema, schema) && files.every((file) => file.schema === undefined)
  const staged = same
    ? await linkFiles(tableDirectory(job.store.root, from), files, staging)
    : await rewriteFiles(job, source, files, destination.shape.schema, staging)
  await commit(job.store, staging, {
    reference: to,
    files: staged,
    change: (current, added, now) => storeInDestination(destination, current, added, now),
  })
}

/** Files never change, so two tables can have one. */
async function linkFiles(
  directory: string,
  files: readonly StoredFile[],
  staging: Staging,
): Promise<readonly StagedFile[]> {
  const staged: StagedFile[] = []
  for (const { name, partition, rows, bytes } of files) {
    const [from, path] = [join(directory, name), join(staging.directory, name)]
    await link(from, path).catch(() => copyFile(from, path))
    staged.push({ path, rows, bytes, ...(partition !== undefined && { partition }) })
  }
  return staged
}

async function rewriteFiles(
  job: StoreJob,
  source: StoredTable,
  files: readonly StoredFile[],
  schema: readonly Field[],
  staging: Staging,
): Promise<readonly StagedFile[]> {
  const fields = fileFields(source.schema, source.partitioning)
  const relation = job.snapshot.filesSql(
    source,
    files,
    fields.map((field) => field.name),
  )
  const columns = fields.map((field) => ({ name: field.name, type: columnType(field) }))
  const ids = new Set(files.map((file) => file.partition))
  const partition: Partition | undefined =
    ids.size === 1 && source.partitioning !== undefined
      ? { id: [...ids][0]!, unit: source.partitioning.unit }
      : undefined
  const shape = { ...source, schema }
  await using session = await openSession()
  return await stageRows(session, staging.directory, {
    sql: `SELECT * FROM ${relation}`,
    form: 'query',
    columns,
    shape,
    partition,
    arrival: undefined,
  })
}

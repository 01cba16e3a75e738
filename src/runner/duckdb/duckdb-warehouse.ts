import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Query, QueryJob } from '../../generator/query-job.ts'
import type { Catalog, TableReference } from '../../googlesql/catalog.ts'
import { resultField } from '../../googlesql/result-field.ts'
import type {
  DryRun,
  Existence,
  JobResult,
  LoadOptions,
  QueryResult,
  RowSource,
  TableChange,
  TableState,
  Warehouse,
} from '../warehouse.ts'
import { dryRunText } from './dry-run.ts'
import { nameColumns } from './fields.ts'
import { queryText } from './query-text.ts'
import { runText } from './run-text.ts'
import { type JobRequest, NO_ROWS, RunningJob } from './running-job.ts'
import { SharedEngine } from './shared-engine.ts'
import type { TranslatedQuery } from './statement.ts'
import { applyChange } from './storage/apply-change.ts'
import { emptyCatalog } from './storage/empty-catalog.ts'
import { explainFailure } from './storage/explain-failure.ts'
import { findTable } from './storage/find-table.ts'
import type { JobContext, WarehouseContext } from './storage/job-context.ts'
import { loadTable } from './storage/load-table.ts'
import { uniqueId } from './storage/owner.ts'
import { runJob } from './storage/run-job.ts'
import { Snapshot } from './storage/snapshot.ts'
import { spillDirectory } from './storage/staging.ts'
import { errorCode } from './storage/storage-error.ts'
import { StoreJob } from './storage/store-job.ts'
import { storedCatalog } from './storage/stored-catalog.ts'
import { storedSource } from './storage/stored-source.ts'

export interface DuckDbWarehouseOptions {
  /** Made when something is first written. */
  readonly directory: string
  /** What the project's files declare: views, routines, tables. */
  readonly catalog?: Catalog
  /** Cancels every job when it is aborted; await their promises afterwards, so that leases are given back. */
  readonly signal?: AbortSignal
  /** How long to wait for a table that another job is changing; a minute where absent. */
  readonly leaseTimeoutMs?: number
  /** How long replaced files stay, for those who are reading them and for FOR SYSTEM_TIME AS OF; six hours where absent. */
  readonly graceMs?: number
  /** Such as `4GB`. */
  readonly memoryLimit?: string
  readonly threads?: number
  /** For a process that answers many small queries. */
  readonly shareEngine?: boolean
}

const LEASE_TIMEOUT_MS = 60_000
const GRACE_MS = 6 * 3_600_000

/**
 * The embedded warehouse: a folder of Parquet files that any number of processes read and write at once.
 *
 * @throws {UsageError} `not-a-folder`
 */
export function openDuckDbWarehouse(options: DuckDbWarehouseOptions): DuckDbWarehouse {
  const root = resolve(options.directory)
  if (isFile(root)) {
    throw new UsageError('not-a-folder', `${root} is a file; the embedded warehouse is a folder`, {
      hint: 'name a folder with --database DIR; it is made where there is none',
    })
  }
  const { leaseTimeoutMs = LEASE_TIMEOUT_MS, graceMs = GRACE_MS, memoryLimit, threads } = options
  const instance = {
    temporaryDirectory: spillDirectory(root),
    ...(memoryLimit !== undefined && { memoryLimit }),
    ...(threads !== undefined && { threads }),
  }
  const context = {
    store: { root, leaseTimeoutMs, graceMs },
    declared: options.catalog ?? emptyCatalog(),
    instance,
    ...(options.shareEngine && { sharedEngine: new SharedEngine(instance) }),
  }
  return new DuckDbWarehouse(context, options.signal)
}

function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory()
  } catch (error) {
    return errorCode(error) === 'ENOTDIR'
  }
}

export class DuckDbWarehouse implements Warehouse {
  readonly #context: WarehouseContext
  readonly #signal: AbortSignal | undefined
  readonly #running = new Map<string, RunningJob>()

  constructor(context: WarehouseContext, signal: AbortSignal | undefined) {
    this.#context = context
    this.#signal = signal
  }

  async dryRun(query: Query): Promise<DryRun> {
    const { root } = this.#context.store
    const { defaultProject, defaultDataset } = query
    const declared = this.#context.declared.withDefaults(defaultProject, defaultDataset)
    return dryRunText(
      query,
      storedCatalog(storedSource(root, new Snapshot(root)), declared, defaultProject, defaultDataset),
    )
  }

  async query(query: Query): Promise<QueryResult> {
    const running = await this.#start({ jobId: uniqueId(), query })
    try {
      const answer = await running.attempt((context) => queryText(context, query))
      if (answer !== undefined) return { schema: schemaOf(answer), batches: running.stream(answer) }
      await running[Symbol.asyncDispose]()
      return { schema: [], batches: NO_ROWS }
    } catch (error) {
      await running[Symbol.asyncDispose]()
      throw error
    }
  }

  /** The DuckDB SQL that the last query of a text becomes, for people to read. Nothing is stored. */
  async explain(query: Query): Promise<string | undefined> {
    const { layOutDuckDbSql } = await import('./explain-sql.ts')
    await using running = await this.#start({ jobId: uniqueId(), query })
    const translated = await running.attempt((context) => runText(context, query))
    return translated && layOutDuckDbSql(translated.sql)
  }

  async run(job: QueryJob): Promise<JobResult> {
    const { jobId, destination, partition } = job
    return this.#finish({ jobId, query: job, destination, partition: partition?.id }, (context) => runJob(context, job))
  }

  async load(table: TableReference, source: RowSource, options: LoadOptions): Promise<JobResult> {
    const request = { jobId: uniqueId(), destination: table, partition: options.partition?.id }
    return this.#finish(request, (context) => loadTable(context, table, source, options))
  }

  async find(table: TableReference): Promise<Existence<TableState>> {
    return findTable(this.#context.store.root, table)
  }

  async apply(change: TableChange): Promise<void> {
    // BigQuery keeps no view that cannot be read.
    if (change.kind === 'createView') await this.dryRun(viewQuery(change))
    const { root } = this.#context.store
    const signal = this.#signal ?? new AbortController().signal
    await using job = new StoreJob({ ...this.#context.store, signal })
    try {
      await applyChange(job, change)
    } catch (error) {
      throw await explainFailure(error, { root, signal })
    }
  }

  async cancel(jobId: string): Promise<void> {
    this.#running.get(jobId)?.cancel()
  }

  /** Cancels what still runs, and waits until it has given everything back. */
  async [Symbol.asyncDispose](): Promise<void> {
    const running = [...this.#running.values()]
    for (const job of running) job.cancel()
    await Promise.all(running.map((job) => job[Symbol.asyncDispose]()))
  }

  async #finish(request: JobRequest, work: (context: JobContext) => Promise<bigint>): Promise<JobResult> {
    const start = performance.now()
    await using running = await this.#start(request)
    const rows = await running.attempt(work)
    return { jobId: request.jobId, rows, seconds: (performance.now() - start) / 1000 }
  }

  async #start(request: JobRequest): Promise<RunningJob> {
    const running = await RunningJob.start(this.#context, request, this.#signal, () =>
      this.#running.delete(request.jobId),
    )
    this.#running.set(request.jobId, running)
    return running
  }
}

function viewQuery({ table, sql }: Extract<TableChange, { kind: 'createView' }>): Query {
  return { sql, parameters: [], defaultProject: table.project }
}

function schemaOf({ columns }: TranslatedQuery): QueryResult['schema'] {
  return nameColumns(columns).map(({ name, type }) => resultField(name, type))
}

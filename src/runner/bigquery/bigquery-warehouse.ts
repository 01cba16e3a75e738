import { randomUUID } from 'node:crypto'
import type { Query, QueryJob } from '../../generator/query-job.ts'
import { qualify } from '../../generator/sql/qualify.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import type {
  DryRun,
  Existence,
  JobResult,
  LoadOptions,
  QueryResult,
  ResultValue,
  RowSource,
  TableChange,
  TableState,
  Warehouse,
} from '../warehouse.ts'
import { createApi, type RetryPolicy } from './api.ts'
import { applyChange } from './apply-change.ts'
import { type Client, type ClientOptions, openClient } from './client.ts'
import type { Connection } from './connection.ts'
import { dryRun } from './dry-run.ts'
import { explainFailure, type FailedWork } from './explain-failure.ts'
import { findTable } from './find.ts'
import { cancelJob, type RunContext, type StartedJob, startJob, waitForRows } from './job.ts'
import { loadTable } from './load.ts'
import { queryConfiguration } from './query-configuration.ts'
import { PAGE_ROWS, streamRows } from './rows.ts'
import { runJob, type Written } from './run-job.ts'

export interface BigQueryOptions extends ClientOptions, Partial<Omit<Connection, 'api' | 'jobProject'>> {
  /** Cancels every job when it is aborted; await their promises afterwards. */
  readonly signal?: AbortSignal | undefined
  readonly retry?: RetryPolicy | undefined
}

const DEFAULT_MAXIMUM_BYTES_BILLED = 10n * 2n ** 40n
const DEFAULT_JOB_TIMEOUT_MS = 6 * 3_600_000

/**
 * BigQuery, or an API server that speaks as it does.
 *
 * @throws {WarehouseError} `no-credentials`
 */
export async function openBigQueryWarehouse(options: BigQueryOptions): Promise<BigQueryWarehouse> {
  const client = await openClient(options).catch((error) => {
    throw explainFailure(error)
  })
  const connection: Connection = {
    api: createApi(client.send, options.retry),
    jobProject: options.jobProject,
    aliases: options.aliases ?? {},
    location: options.location,
    priority: options.priority ?? 'interactive',
    labels: options.labels ?? {},
    maximumBytesBilled: options.maximumBytesBilled ?? DEFAULT_MAXIMUM_BYTES_BILLED,
    byteLimit: options.byteLimit,
    jobTimeoutMs: options.jobTimeoutMs ?? DEFAULT_JOB_TIMEOUT_MS,
    run: options.run ?? { id: randomUUID().slice(0, 8), isRetry: false },
  }
  return new BigQueryWarehouse(client, connection, options.signal)
}

/** A job of ours between its start and its end. */
interface Running {
  readonly controller: AbortController
  started?: StartedJob
}

export class BigQueryWarehouse implements Warehouse {
  /** For what goes beyond the interface: deploying. */
  readonly connection: Connection
  readonly #client: Client
  readonly #signal: AbortSignal | undefined
  readonly #running = new Map<string, Running>()

  constructor(client: Client, connection: Connection, signal: AbortSignal | undefined) {
    this.#client = client
    this.connection = connection
    this.#signal = signal
  }

  async dryRun(query: Query): Promise<DryRun> {
    const text = qualify(query, this.connection.aliases)
    return this.#attempt({ text }, () => dryRun(this.connection, query, text))
  }

  async query(query: Query): Promise<QueryResult> {
    const text = qualify(query, this.connection.aliases)
    const jobId = newJobId(this.connection, 'query')
    return this.#track(jobId, { text }, async (context) => {
      const { connection, signal, onStart } = context
      const configuration = queryConfiguration(connection, { sql: text.sent, query })
      const started = await startJob(connection, { jobId, configuration, signal, onStart })
      const { schema, batches } = streamRows(connection, started, await waitForRows(connection, started, PAGE_ROWS))
      return { schema, batches: this.#explained(batches, { text, signal }) }
    })
  }

  async run(job: QueryJob): Promise<JobResult> {
    const text = qualify(job, this.connection.aliases)
    const { jobId, destination, partition } = job
    return this.#finish(jobId, { text, destination, partition }, (context) => runJob(context, job, text))
  }

  async load(table: TableReference, source: RowSource, options: LoadOptions): Promise<JobResult> {
    const jobId = newJobId(this.connection, `load_${table.dataset}_${table.table}`)
    const work = { destination: table, partition: options.partition }
    return this.#finish(jobId, work, async (context) => ({
      rows: await loadTable(context, table, source, options, jobId),
    }))
  }

  async find(table: TableReference): Promise<Existence<TableState>> {
    return findTable(this.connection, table, (sql, project) => this.#ask(sql, project))
  }

  async apply(change: TableChange): Promise<void> {
    const jobId = newJobId(this.connection, 'change')
    const text =
      change.kind === 'createView'
        ? qualify({ sql: change.sql, parameters: [], defaultProject: change.table.project }, this.connection.aliases)
        : undefined
    const destination = change.kind === 'copyPartition' ? change.to : change.table
    await this.#track(jobId, { text, destination }, (context) => applyChange(context, change, jobId))
  }

  async cancel(jobId: string): Promise<void> {
    const running = this.#running.get(jobId)
    if (running === undefined) return
    running.controller.abort()
    if (running.started) await cancelJob(this.connection, running.started.reference).catch(() => {})
  }

  /** Cancels what still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running.keys()].map((jobId) => this.cancel(jobId)))
    this.#client[Symbol.dispose]()
  }

  /** Runs a job of ours that goes beyond the interface. */
  readonly context = <T>(what: string, run: (context: RunContext, jobId: string) => Promise<T>): Promise<T> => {
    const jobId = newJobId(this.connection, what)
    return this.#track(jobId, {}, (context) => run(context, jobId))
  }

  async #finish(jobId: string, work: FailedWork, run: (context: RunContext) => Promise<Written>): Promise<JobResult> {
    const start = performance.now()
    const written = await this.#track(jobId, work, run)
    return { jobId, ...written, seconds: (performance.now() - start) / 1000 }
  }

  /** Runs a job that can be cancelled; once it is, it is awaited in BigQuery too. */
  async #track<T>(jobId: string, work: FailedWork, run: (context: RunContext) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const running: Running = { controller }
    const signal = this.#signal ? AbortSignal.any([controller.signal, this.#signal]) : controller.signal
    const onStart = (job: StartedJob): void => {
      running.started = job
    }
    this.#running.set(jobId, running)
    try {
      signal.throwIfAborted()
      return await this.#attempt({ ...work, signal }, () => run({ connection: this.connection, signal, onStart }))
    } finally {
      if (signal.aborted && running.started) await cancelJob(this.connection, running.started.reference).catch(() => {})
      this.#running.delete(jobId)
    }
  }

  async #attempt<T>(work: FailedWork, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      throw explainFailure(error, work)
    }
  }

  async *#explained(batches: QueryResult['batches'], work: FailedWork): QueryResult['batches'] & AsyncGenerator {
    try {
      yield* batches
    } catch (error) {
      throw explainFailure(error, work)
    }
  }

  async #ask(sql: string, project: string): Promise<readonly Readonly<Record<string, ResultValue>>[]> {
    const { schema, batches } = await this.query({ sql, parameters: [], defaultProject: project })
    const rows: Record<string, ResultValue>[] = []
    for await (const batch of batches) {
      for (const row of batch)
        rows.push(Object.fromEntries(schema.map(({ name }, index) => [name, row[index] ?? null])))
    }
    return rows
  }
}

function newJobId({ run }: Connection, what: string): string {
  return `bqetl_${what.replace(/[^A-Za-z0-9_-]/g, '')}_${run.id}_${randomUUID()}`
}

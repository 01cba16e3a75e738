import type { Query } from '../../generator/query-job.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import type { QueryResult, ResultValue } from '../warehouse.ts'
import type { TranslatedQuery } from './statement.ts'
import { explainFailure } from './storage/explain-failure.ts'
import { type JobContext, type JobOptions, openJob, type WarehouseContext } from './storage/job-context.ts'

export interface JobRequest {
  readonly jobId: string
  readonly query?: Query | undefined
  readonly destination?: TableReference | undefined
  readonly partition?: string | undefined
}

/** A job between its start and its end: it can be cancelled, and its failures are told in the words of the person who asked for it. */
export class RunningJob implements AsyncDisposable {
  readonly #context: JobContext
  readonly #request: JobRequest
  readonly #controller: AbortController
  readonly #warehouse: WarehouseContext
  readonly #onEnd: () => void
  /** What the job is doing; its session must not be closed before. */
  #work: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(
    context: JobContext,
    request: JobRequest,
    controller: AbortController,
    warehouse: WarehouseContext,
    onEnd: () => void,
  ) {
    this.#context = context
    this.#request = request
    this.#controller = controller
    this.#warehouse = warehouse
    this.#onEnd = onEnd
  }

  /** @param signal cancels it, as `cancel` does */
  static async start(
    warehouse: WarehouseContext,
    request: JobRequest,
    signal: AbortSignal | undefined,
    onEnd: () => void,
  ): Promise<RunningJob> {
    const { root } = warehouse.store
    const controller = new AbortController()
    const either = signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal])
    try {
      either.throwIfAborted()
      const context = await openJob(warehouse, jobOptions(request, either))
      return new RunningJob(context, request, controller, warehouse, onEnd)
    } catch (error) {
      throw await explainFailure(error, { root, signal: either })
    }
  }

  cancel(): void {
    this.#controller.abort()
  }

  async attempt<T>(work: (context: JobContext) => Promise<T>): Promise<T> {
    const working = work(this.#context)
    this.#work = working.catch(() => {})
    try {
      return await working
    } catch (error) {
      this.#warehouse.sharedEngine?.renew()
      throw await this.#explain(error)
    }
  }

  /** The rows of a query; the job ends with them, or when its reader stops. */
  async *stream(query: TranslatedQuery): QueryBatches {
    const batches = this.#context.session.stream(query.sql, query.columns)[Symbol.asyncIterator]()
    try {
      for (;;) {
        const next = await this.attempt(() => batches.next())
        if (next.done) return
        yield next.value
      }
    } finally {
      await batches.return?.()
      await this[Symbol.asyncDispose]()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#work.then(() => this.#context[Symbol.asyncDispose]()).finally(this.#onEnd)
    await this.#closed
  }

  #explain(error: unknown): Promise<unknown> {
    const { destination, partition } = this.#request
    const { signal, session, tables } = this.#context
    const reading = { snapshot: tables.snapshot, session }
    return explainFailure(error, { root: this.#warehouse.store.root, signal, reading, destination, partition })
  }
}

function jobOptions({ query }: JobRequest, signal: AbortSignal): JobOptions {
  const { defaultProject = '', defaultDataset, now } = query ?? {}
  return { defaultProject, defaultDataset, now: now === undefined ? new Date() : new Date(now), signal }
}

type QueryBatches = AsyncGenerator<readonly (readonly ResultValue[])[]>

export const NO_ROWS: QueryResult['batches'] = { async *[Symbol.asyncIterator]() {} }

import type { Catalog } from '../../../googlesql/catalog.ts'
import { type InstanceOptions, openSession, type Session } from '../session.ts'
import type { SharedEngine } from '../shared-engine.ts'
import { SessionTables } from './session-tables.ts'
import { StoreJob } from './store-job.ts'
import type { StoreOptions } from './table-lease.ts'

export interface WarehouseContext {
  readonly store: StoreOptions
  /** What the project declares. */
  readonly declared: Catalog
  readonly instance: InstanceOptions
  /** Absent: each job has a DuckDB of its own. */
  readonly sharedEngine?: SharedEngine | undefined
}

export interface JobOptions {
  readonly defaultProject: string
  readonly defaultDataset?: string | undefined
  readonly now: Date
  readonly signal: AbortSignal
}

const INTERRUPT_MS = 50

/** What one job that runs queries works with. Disposing of it closes the session, gives leases back and removes temporary files. */
export class JobContext extends StoreJob {
  readonly session: Session
  readonly tables: SessionTables
  readonly now: Date
  readonly signal: AbortSignal
  readonly #onAbort: () => void
  #interrupting: NodeJS.Timeout | undefined

  constructor(context: WarehouseContext, session: Session, options: JobOptions) {
    const { defaultProject, defaultDataset, now, signal } = options
    super({ ...context.store, signal }, now)
    this.session = session
    this.now = now
    this.signal = signal
    const declared = context.declared.withDefaults(defaultProject, defaultDataset)
    const { store, snapshot } = this
    this.tables = new SessionTables({ store, snapshot, declared, defaultProject, defaultDataset, session, now })
    this.#onAbort = () => this.#interrupt()
    signal.addEventListener('abort', this.#onAbort)
    // What was cancelled while the session opened tells nobody any more.
    if (signal.aborted) this.#interrupt()
  }

  /** Again and again, since an interrupt ends one statement, and the next may begin before the job sees that it is over. */
  #interrupt(): void {
    this.session.interrupt()
    this.#interrupting = setInterval(() => this.session.interrupt(), INTERRUPT_MS)
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#interrupting)
    this.signal.removeEventListener('abort', this.#onAbort)
    await this.session[Symbol.asyncDispose]()
    await this.tables[Symbol.asyncDispose]()
    await super[Symbol.asyncDispose]()
  }
}

export async function openJob(context: WarehouseContext, options: JobOptions): Promise<JobContext> {
  const session = await (context.sharedEngine?.session() ?? openSession(context.instance))
  return new JobContext(context, session, options)
}

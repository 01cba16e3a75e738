import type { Catalog } from '../../../googlesql/catalog.ts'
import { openSession, type Session } from '../session.ts'
import type { StoreOptions } from './commit.ts'
import { SessionTables } from './session-tables.ts'
import { openStaging, type Staging, spillDirectory, sweepStaging } from './staging.ts'

export interface WarehouseContext {
  readonly store: StoreOptions
  /** What the project declares. */
  readonly declared: Catalog
  readonly memoryLimit?: string | undefined
  readonly threads?: number | undefined
}

export interface JobOptions {
  readonly defaultProject: string
  readonly defaultDataset?: string | undefined
  readonly now: Date
  readonly signal: AbortSignal
}

const INTERRUPT_MS = 50

/** What one job works with. Disposing of it closes the session, gives leases back and removes temporary files. */
export class JobContext implements AsyncDisposable {
  readonly store: StoreOptions
  readonly session: Session
  readonly tables: SessionTables
  readonly now: Date
  readonly signal: AbortSignal
  readonly #onAbort: () => void
  #interrupting: NodeJS.Timeout | undefined
  #staging: Promise<Staging> | undefined

  constructor(context: WarehouseContext, session: Session, options: JobOptions) {
    const { defaultProject, defaultDataset, now, signal } = options
    this.store = { ...context.store, signal }
    this.session = session
    this.now = now
    const declared = context.declared.withDefaults(defaultProject, defaultDataset)
    this.tables = new SessionTables({ store: this.store, declared, defaultProject, defaultDataset, session, now })
    this.signal = signal
    this.#onAbort = () => this.#interrupt()
    signal.addEventListener('abort', this.#onAbort)
  }

  /** The folder for temporary files, made when it is first asked for: a job that only reads leaves no trace. */
  staging(): Promise<Staging> {
    this.#staging ??= sweepStaging(this.store.root, this.store.graceMs).then(() => openStaging(this.store.root))
    return this.#staging
  }

  /** Again and again, since an interrupt ends one statement, and the next may begin before the job sees that it is over. */
  #interrupt(): void {
    this.session.interrupt()
    this.#interrupting = setInterval(() => this.session.interrupt(), INTERRUPT_MS)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#interrupting)
    this.signal.removeEventListener('abort', this.#onAbort)
    await this.session[Symbol.asyncDispose]()
    await this.tables[Symbol.asyncDispose]()
    const staging = await this.#staging?.catch(() => undefined)
    await staging?.[Symbol.asyncDispose]()
  }
}

export async function openJob(context: WarehouseContext, options: JobOptions): Promise<JobContext> {
  const { memoryLimit, threads } = context
  const session = await openSession({
    temporaryDirectory: spillDirectory(context.store.root),
    ...(memoryLimit !== undefined && { memoryLimit }),
    ...(threads !== undefined && { threads }),
  })
  return new JobContext(context, session, options)
}

import type { StoreOptions } from './commit.ts'
import { Snapshot } from './snapshot.ts'
import { openStaging, type Staging, sweepStaging } from './staging.ts'

/** What a job needs to change what is stored. Disposing of it removes its temporary files. */
export class StoreJob implements AsyncDisposable {
  readonly store: StoreOptions
  readonly snapshot: Snapshot
  #staging: Promise<Staging> | undefined

  constructor(store: StoreOptions) {
    this.store = store
    this.snapshot = new Snapshot(store.root)
  }

  /** The folder for temporary files, made when it is first asked for: a job that only reads leaves no trace. */
  staging(): Promise<Staging> {
    this.#staging ??= sweepStaging(this.store.root, this.store.graceMs).then(() => openStaging(this.store.root))
    return this.#staging
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const staging = await this.#staging?.catch(() => undefined)
    await staging?.[Symbol.asyncDispose]()
  }
}

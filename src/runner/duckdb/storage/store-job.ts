import { sweepDropped } from './dropped-tables.ts'
import { Snapshot } from './snapshot.ts'
import { openStaging, type Staging, sweepStaging } from './staging.ts'
import type { StoreOptions } from './table-lease.ts'

/** What a job needs to change what is stored. Disposing of it removes its temporary files. */
export class StoreJob implements AsyncDisposable {
  readonly store: StoreOptions
  readonly snapshot: Snapshot
  #staging: Promise<Staging> | undefined

  /** @param now see `Snapshot` */
  constructor(store: StoreOptions, now?: Date) {
    this.store = store
    this.snapshot = new Snapshot(store.root, now)
  }

  /** The folder for temporary files, made when it is first asked for: a job that only reads leaves no trace. */
  staging(): Promise<Staging> {
    this.#staging ??= this.#openStaging()
    return this.#staging
  }

  /** Whoever writes also tidies up behind others. */
  async #openStaging(): Promise<Staging> {
    await sweepStaging(this.store.root, this.store.graceMs)
    await sweepDropped(this.store)
    return openStaging(this.store.root)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const staging = await this.#staging?.catch(() => undefined)
    await staging?.[Symbol.asyncDispose]()
  }
}

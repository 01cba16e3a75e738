import { type Instance, type InstanceOptions, openInstance, type Session } from './session.ts'

/** One DuckDB for all jobs of a process that answers many small queries: a session of it costs a thousandth of a second, a DuckDB twenty. */
export class SharedEngine {
  readonly #options: InstanceOptions
  #instance: Promise<Instance> | undefined

  constructor(options: InstanceOptions) {
    this.#options = options
  }

  async session(): Promise<Session> {
    this.#instance ??= openInstance(this.#options)
    try {
      return await (await this.#instance).session()
    } catch (error) {
      this.renew()
      throw error
    }
  }

  /** The next session gets a new DuckDB: after a failure nobody knows whether the old one is sound. Sessions that are open keep it. */
  renew(): void {
    this.#instance = undefined
  }
}

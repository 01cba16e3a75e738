import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Field, Partitioning, QueryParameter } from '../../generator/query-job.ts'
import type { Catalog, TableReference } from '../../googlesql/catalog.ts'
import { parseScript } from '../../googlesql/parse/parse.ts'
import type { Value } from '../../googlesql/value.ts'
import { quoteName } from './duckdb-type.ts'
import { createEngine } from './engine.ts'
import { columnType, nameColumns, type ResultColumn } from './fields.ts'
import { runScript } from './script.ts'
import { type Instance, openInstance, type Session } from './session.ts'
import { readJsonSql } from './storage/read-json.ts'
import { SessionTables } from './storage/session-tables.ts'
import { fromStored, ofLoaded } from './storage/stored-type.ts'

export interface SandboxOptions {
  /** What a text can name besides the tables that are made here: views, routines, and tables that hold nothing. */
  readonly declared: Catalog
  readonly defaultProject: string
  readonly defaultDataset: string
  /** What the clock shows. */
  readonly now: Date
}

export interface SandboxAnswer {
  /** Named as BigQuery names them. */
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Value[])[]
}

/** One DuckDB in memory for many sandboxes: a new sandbox costs a thousandth of a second, a new DuckDB twenty. */
export interface SandboxPool extends AsyncDisposable {
  sandbox(options: SandboxOptions): Promise<Sandbox>
}

/** @param options.threads of DuckDB for one statement; what runs here is small, so more cost more than they gain */
export async function openSandboxPool(options: { readonly threads?: number } = {}): Promise<SandboxPool> {
  const instance: Instance = await openInstance(options)
  const directory = mkdtempSync(join(tmpdir(), 'bqetl-sandbox-'))
  let made = 0
  return {
    sandbox: async (each) => new Sandbox(await instance.session(), join(directory, String(++made)), each),
    [Symbol.asyncDispose]: async () => {
      instance[Symbol.dispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Tables, views and texts in memory that know of nothing outside; all of it is gone in the end. */
export class Sandbox implements AsyncDisposable {
  readonly #session: Session
  readonly #tables: SessionTables
  readonly #prefix: string
  readonly #now: Date
  #files = 0

  constructor(session: Session, prefix: string, { declared, defaultProject, defaultDataset, now }: SandboxOptions) {
    this.#session = session
    this.#prefix = prefix
    this.#now = now
    this.#tables = new SessionTables({
      store: { root: `${prefix}-store`, leaseTimeoutMs: 0, graceMs: 0 },
      declared: declared.withDefaults(defaultProject, defaultDataset),
      defaultProject,
      defaultDataset,
      session,
      now,
      isolated: true,
    })
  }

  /** @param rows as `rowWriter` writes them */
  async createTable(
    table: TableReference,
    schema: readonly Field[],
    rows: readonly string[],
    partitioning?: Partitioning,
  ): Promise<void> {
    const name = await this.#tables.createTable({
      table,
      schema,
      ifPresent: 'replace',
      ...(partitioning && { partitioning }),
    })
    if (rows.length === 0) return
    const path = `${this.#prefix}-${++this.#files}.ndjson`
    writeFileSync(path, rows.join('\n'))
    try {
      const longestRow = rows.reduce((longest, row) => Math.max(longest, row.length), 0)
      const items = schema.map((field) => {
        const type = columnType(field)
        return fromStored(ofLoaded(quoteName(field.name), type), type, type)
      })
      const names = schema.map((field) => quoteName(field.name))
      await this.#session.run(
        `INSERT INTO ${name} (${names.join(', ')}) SELECT ${items.join(', ')} FROM ${readJsonSql({ path, schema, longestRow })}`,
      )
    } finally {
      rmSync(path, { force: true })
    }
  }

  async createView(view: TableReference, sql: string): Promise<void> {
    await this.#tables.createView(view, sql, 'replace')
  }

  /**
   * Runs a query or a script; what it changes stays for the next text.
   *
   * @returns what its last query gave; undefined where none ran
   * @throws {SqlError} @throws {WarehouseError}
   */
  async run(sql: string, parameters: readonly QueryParameter[]): Promise<SandboxAnswer | undefined> {
    const answer = await runScript(parseScript(sql), createEngine(this.#session), {
      text: sql,
      tables: this.#tables,
      parameters,
      variables: new Map(),
      functions: new Map(),
      nowMicros: BigInt(this.#now.getTime()) * 1000n,
    })
    if (answer === undefined) return undefined
    return { columns: nameColumns(answer.columns), rows: await this.#session.values(answer.sql, answer.columns) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tables[Symbol.asyncDispose]()
    await this.#session[Symbol.asyncDispose]()
  }
}

import { WarehouseError } from '../../../errors.ts'
import type { Field } from '../../../generator/query-job.ts'
import type { Catalog, CatalogTable, TableReference } from '../../../googlesql/catalog.ts'
import type { TableScan } from '../../../googlesql/resolved.ts'
import { quoteName } from '../duckdb-type.ts'
import { CHANGED_COLUMN, type JobTables, type PartitionChoice, type TableDefinition } from '../job-tables.ts'
import type { Session } from '../session.ts'
import type { Lease } from './lease.ts'
import { type Evaluate, keepPartitions, Snapshot } from './snapshot.ts'
import { type CatalogSource, completePath, type Found, storedCatalog, TEMPORARY_DATASET } from './stored-catalog.ts'
import { storedSource } from './stored-source.ts'
import type { StoredFile, StoredTable } from './stored-table.ts'
import { missingInput, missingTable, noHistory, tableExists, wrongKind } from './table-errors.ts'
import { leaseTable, type StoreOptions } from './table-lease.ts'
import { formatReference } from './table-path.ts'
import { checkShape, type TableShape } from './table-shape.ts'
import { wildcardSql } from './wildcard.ts'
import { makeWorkingTable, selectWorking, type WorkingTable, workingColumns } from './working-table.ts'

export type Overlay = WorkingTable | { readonly kind: 'view'; readonly sql: string } | { readonly kind: 'dropped' }

export interface SessionTablesOptions {
  readonly store: StoreOptions
  /** Shared with the job that the tables are part of; one of its own where absent. */
  readonly snapshot?: Snapshot
  /** What the project declares, with the job's default project and dataset. */
  readonly declared: Catalog
  readonly defaultProject: string
  readonly defaultDataset?: string | undefined
  readonly session: Session
  /** The job's clock. */
  readonly now: Date
  /** Nothing is ever published, so no table needs a lease: a text without a warehouse, a test of a query. */
  readonly isolated?: boolean
}

type IfPresent = TableDefinition['ifPresent']

/** Tables as one job sees them. Disposing of it gives its leases back. */
export class SessionTables implements JobTables, AsyncDisposable {
  readonly catalog: Catalog
  readonly snapshot: Snapshot
  /** What the job has changed, by full name. */
  readonly overlays = new Map<string, { readonly reference: TableReference; readonly overlay: Overlay }>()
  readonly #options: SessionTablesOptions
  readonly #source: CatalogSource
  readonly #temporary = new Map<string, WorkingTable>()
  readonly #leases = new Map<string, Lease>()
  #made = 0

  constructor(options: SessionTablesOptions) {
    this.#options = options
    this.snapshot = options.snapshot ?? new Snapshot(options.store.root, options.now)
    this.#source = storedSource(options.store.root, this.snapshot)
    const source = {
      find: (reference: TableReference) => this.#find(reference),
      temporary: (name: string) => foundTable(this.#temporary.get(name)),
      list: (project: string, dataset: string) => this.#list(project, dataset),
      listDatasets: this.#source.listDatasets,
    }
    this.catalog = storedCatalog(source, options.declared, options.defaultProject, options.defaultDataset)
  }

  lease(reference: TableReference): Lease | undefined {
    return this.#leases.get(formatReference(reference))
  }

  complete(path: readonly string[]): TableReference {
    const reference = completePath(path, this.#options.defaultProject, this.#options.defaultDataset)
    if (reference !== undefined) return reference
    throw new WarehouseError('incomplete-name', `${path.join('.')} names no dataset, and there is no default one`, {
      retryable: false,
      hint: 'write dataset.name',
    })
  }

  source(scan: TableScan, evaluate: Evaluate): string {
    const relation = (table: CatalogTable, columns: readonly string[]) =>
      this.#relation(table.reference, columns, scan, evaluate)
    return scan.table.wildcard === undefined
      ? relation(scan.table, scan.sources)
      : wildcardSql(scan.table, scan.sources, relation)
  }

  #relation(reference: TableReference, columns: readonly string[], scan: TableScan, evaluate: Evaluate): string {
    const working = this.#working(reference)
    if (working !== undefined && scan.systemTime !== undefined) throw noHistory(reference, 'this job has changed it')
    if (working !== undefined && working.use !== 'append' && !working.untouched?.length)
      return `(${selectWorking(working, columns)})`
    const table = this.#stored(reference)
    const { untouched: files = table.files } = working ?? {}
    const stored = this.snapshot.scanSql({ ...table, files }, columns, scan, evaluate)
    return working === undefined ? stored : `(SELECT * FROM ${stored} UNION ALL ${selectWorking(working, columns)})`
  }

  async writable(
    reference: TableReference,
    use: 'append' | 'rewrite' = 'rewrite',
    choice?: PartitionChoice,
  ): Promise<string> {
    const present = this.#working(reference)
    if (present !== undefined && use === 'append') return present.name
    if (present !== undefined && present.use !== 'append') {
      if (present.untouched?.length) await this.#copy(reference, present, this.#stored(reference), choice)
      return present.name
    }
    if (use === 'rewrite') await this.#lease(reference)
    const stored = this.#stored(reference)
    const made: WorkingTable = { kind: 'working', shape: stored, name: await this.#make(stored), use }
    if (use === 'append') this.#setOverlay(reference, made)
    else await this.#copy(reference, { ...made, untouched: stored.files }, stored, choice)
    if (use === 'rewrite' && present !== undefined) await this.#move(present, made)
    return made.name
  }

  /** Takes the chosen ones of the partitions that are still untouched. */
  async #copy(
    reference: TableReference,
    working: WorkingTable,
    stored: StoredTable,
    choice: PartitionChoice | undefined,
  ): Promise<void> {
    const untouched = working.untouched ?? []
    const chosen =
      choice === undefined
        ? untouched
        : keepPartitions(stored, untouched, { partitions: choice.bounds }, choice.evaluate)
    await this.#fill(working.name, stored, chosen)
    const taken = new Set(chosen)
    this.#setOverlay(reference, { ...working, untouched: untouched.filter((file) => !taken.has(file)) })
  }

  async #fill(name: string, stored: StoredTable, files: readonly StoredFile[]): Promise<void> {
    if (files.length === 0) return
    const columns = workingColumns(stored).map((column) => column.name)
    const rows = this.snapshot.filesSql(stored, files, columns)
    const names = [...columns, CHANGED_COLUMN].map(quoteName).join(', ')
    await this.#options.session.run(`INSERT INTO ${name} (${names}) SELECT *, FALSE FROM ${rows}`)
  }

  async #move(appended: WorkingTable, to: WorkingTable): Promise<void> {
    const columns = workingColumns(to.shape).map((column) => column.name)
    const names = columns.map(quoteName).join(', ')
    await this.#options.session.run(`INSERT INTO ${to.name} (${names}) ${selectWorking(appended, columns)}`)
  }

  isChanged(reference: TableReference): boolean {
    return this.#working(reference) !== undefined || this.#overlay(reference) !== undefined
  }

  forget(reference: TableReference): void {
    this.overlays.delete(formatReference(reference))
  }

  async createTable({
    table,
    schema,
    partitioning,
    clustering,
    ifPresent,
  }: TableDefinition): Promise<string | undefined> {
    const shape: TableShape = { schema, partitioning, clustering }
    if (this.#isKept(table, 'table', ifPresent)) return undefined
    checkShape(shape, formatReference(table))
    await this.#lease(table)
    const name = await this.#make(shape)
    this.#setOverlay(table, { kind: 'working', shape, name, use: 'create' })
    return name
  }

  async createTemporaryTable(
    name: string,
    schema: readonly Field[],
    ifPresent: IfPresent,
  ): Promise<string | undefined> {
    const isPresent = this.#temporary.has(name)
    if (isPresent && ifPresent === 'keep') return undefined
    if (isPresent && ifPresent === 'fail') throw tableExists(name)
    const shape: TableShape = { schema }
    const table: WorkingTable = { kind: 'working', shape, name: await this.#make(shape), use: 'create' }
    this.#temporary.set(name, table)
    return table.name
  }

  async createView(view: TableReference, sql: string, ifPresent: IfPresent): Promise<void> {
    if (this.#isKept(view, 'view', ifPresent)) return
    await this.#lease(view)
    this.#setOverlay(view, { kind: 'view', sql })
  }

  async drop(path: readonly string[], ifExists: boolean): Promise<void> {
    const reference = this.#temporaryOrStored(path)
    if (reference === undefined || this.#find(reference) === undefined) {
      if (ifExists) return
      throw new WarehouseError('table-not-found', `${path.join('.')} is not there to be dropped`, { retryable: false })
    }
    if (reference.dataset === TEMPORARY_DATASET) {
      this.#temporary.delete(reference.table)
      return
    }
    await this.#lease(reference)
    this.#setOverlay(reference, { kind: 'dropped' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const lease of this.#leases.values()) await lease[Symbol.asyncDispose]()
    this.#leases.clear()
  }

  #temporaryOrStored(path: readonly string[]): TableReference | undefined {
    const table = path.at(-1)!
    const named = path.length === 1 || (path.length === 2 && path[0]!.toUpperCase() === TEMPORARY_DATASET)
    if (named && this.#temporary.has(table)) return { project: '', dataset: TEMPORARY_DATASET, table }
    return completePath(path, this.#options.defaultProject, this.#options.defaultDataset)
  }

  #isKept(reference: TableReference, kind: 'table' | 'view', ifPresent: IfPresent): boolean {
    const present = this.#find(reference)
    if (present === undefined) return false
    if (ifPresent === 'fail') throw tableExists(formatReference(reference))
    if (present.kind !== kind) throw wrongKind(reference, present.kind, kind)
    return ifPresent === 'keep'
  }

  #find(reference: TableReference): Found | undefined {
    if (reference.dataset === TEMPORARY_DATASET) return foundTable(this.#temporary.get(reference.table))
    const overlay = this.#overlay(reference)
    if (overlay === undefined) return this.#source.find(reference)
    if (overlay.kind === 'dropped') return undefined
    return overlay.kind === 'view' ? overlay : foundTable(overlay)
  }

  #list(project: string, dataset: string): readonly string[] {
    const names = new Set(this.#source.list(project, dataset))
    for (const { reference } of this.overlays.values()) {
      if (reference.project === project && reference.dataset === dataset) names.add(reference.table)
    }
    return [...names].filter((table) => this.#find({ project, dataset, table }) !== undefined).sort()
  }

  #overlay(reference: TableReference): Overlay | undefined {
    return this.overlays.get(formatReference(reference))?.overlay
  }

  #setOverlay(reference: TableReference, overlay: Overlay): void {
    this.overlays.set(formatReference(reference), { reference, overlay })
  }

  #working(reference: TableReference): WorkingTable | undefined {
    if (reference.dataset === TEMPORARY_DATASET) return this.#temporary.get(reference.table)
    const overlay = this.#overlay(reference)
    return overlay?.kind === 'working' ? overlay : undefined
  }

  #stored(reference: TableReference): StoredTable {
    const entry = this.#overlay(reference)?.kind === 'dropped' ? undefined : this.snapshot.entry(reference)
    if (entry?.kind === 'table') return entry
    throw this.#options.isolated ? missingInput(reference) : missingTable(reference)
  }

  /** From here to the end of the job nobody else changes the table. */
  async #lease(reference: TableReference): Promise<void> {
    const key = formatReference(reference)
    if (this.#options.isolated || this.#leases.has(key)) return
    this.#leases.set(key, await leaseTable(this.#options.store, reference))
    this.snapshot.refresh(reference)
  }

  #make(shape: TableShape): Promise<string> {
    return makeWorkingTable(this.#options.session, `job table ${++this.#made}`, shape, this.#options.now)
  }
}

function foundTable(working: WorkingTable | undefined): Found | undefined {
  return working && { kind: 'table', shape: working.shape }
}

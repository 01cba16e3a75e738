import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBResult,
  DuckDBScalarFunction,
  DuckDBStructType,
  type DuckDBType,
  DuckDBVarCharType,
  INTERVAL,
  LIST,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api'
import dataAccessors from '@duckdb/node-api/lib/vectors/dataAccessors.js'
import type { ScalarTypeName, Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import type { ResultValue } from '../warehouse.ts'
import { type ColumnVector, type Reader, resultReader, valueReader } from './decode.ts'
import { isDeep } from './deep-query.ts'
import { duckDbType, fieldNames } from './duckdb-type.ts'
import type { ScalarFunction } from './emit-context.ts'
import { translateFailure } from './failure.ts'
import { batchFunction, scalarName, signatureOf } from './scalar.ts'
import type { OutputField } from './statement.ts'

// node-api 1.5.6 reads texts with a decoder that drops a byte order mark at the start of a value, where it is a character like others
;(dataAccessors as { textDecoder: unknown }).textDecoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** What DuckDB may use of the machine. */
export interface InstanceOptions {
  /** Such as `4GB`; DuckDB's own default (80 % of memory) where absent. */
  readonly memoryLimit?: string
  /** Where DuckDB spills what does not fit into memory. */
  readonly temporaryDirectory?: string
  readonly threads?: number
}

/** Fails inside DuckDB 1.5.6 on queries of mozilla/bigquery-etl, and takes the whole instance with it. */
const DISABLED = 'top_n_window_elimination'

/**
 * Settings under which DuckDB means what BigQuery means: moments are read and shown in UTC, NULLs order as in GoogleSQL. Nothing is
 * fetched from the network, and deep expressions (inlined functions) are allowed.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  TimeZone: "'UTC'",
  default_null_order: "'nulls_first_on_asc_last_on_desc'",
  preserve_insertion_order: 'true',
  max_expression_depth: '20000',
  order_by_non_integer_literal: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  disabled_optimizers: `'${DISABLED}'`,
}

/** One DuckDB in memory, shared by sessions that do not see each other's temporary tables. */
export class Instance implements Disposable {
  readonly #database: DuckDBInstance
  readonly #registered = new Map<string, string>()

  constructor(database: DuckDBInstance) {
    this.#database = database
  }

  /** @param options.ownsInstance whether closing the session closes the instance too */
  async session(options: { readonly ownsInstance?: boolean } = {}): Promise<Session> {
    return new Session(this, await this.#database.connect(), options.ownsInstance ?? false)
  }

  /** Makes a function of ours callable in every session. */
  register(connection: DuckDBConnection, scalar: ScalarFunction): void {
    const signature = signatureOf(scalar, duckDbType)
    const known = this.#registered.get(scalar.name)
    if (known === signature) return
    if (known !== undefined) throw new Error(`two functions are called ${scalar.name}: ${known} and ${signature}`)
    connection.registerScalarFunction(scalarFunction(scalar))
    this.#registered.set(scalar.name, signature)
  }

  /**
   * Does something that plans a statement, without the search for common subexpressions where that takes too long. The setting is that
   * of all sessions; what others plan meanwhile is right all the same. It is set beside the session, whose results it would end.
   */
  async planned<T>(sql: string, action: () => Promise<T>): Promise<T> {
    if (!isDeep(sql)) return action()
    const beside = await this.#database.connect()
    try {
      await beside.run(setting('disabled_optimizers', `'${DISABLED},common_subexpressions'`))
      return await action()
    } finally {
      await beside.run(setting('disabled_optimizers', `'${DISABLED}'`))
      beside.closeSync()
    }
  }

  [Symbol.dispose](): void {
    this.#database.closeSync()
  }
}

function setting(name: string, value: string): string {
  return `SET GLOBAL ${name} = ${value}`
}

export async function openInstance(options: InstanceOptions = {}): Promise<Instance> {
  const database = await DuckDBInstance.create(':memory:', options.threads ? { threads: String(options.threads) } : {})
  const settings = { ...SETTINGS, ...limits(options) }
  const connection = await database.connect()
  for (const [name, value] of Object.entries(settings)) await connection.run(setting(name, value))
  connection.closeSync()
  return new Instance(database)
}

function limits({ memoryLimit, temporaryDirectory }: InstanceOptions): Record<string, string> {
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
  return {
    ...(memoryLimit === undefined ? {} : { memory_limit: quote(memoryLimit) }),
    ...(temporaryDirectory === undefined ? {} : { temp_directory: quote(temporaryDirectory) }),
  }
}

/** A session with a DuckDB of its own, closed with it. */
export async function openSession(options: InstanceOptions = {}): Promise<Session> {
  const instance = await openInstance(options)
  return instance.session({ ownsInstance: true })
}

/** One connection: its temporary tables, and one statement at a time. Every method throws WarehouseError (see failure.ts). */
export class Session implements AsyncDisposable {
  readonly #instance: Instance
  readonly #connection: DuckDBConnection
  readonly #ownsInstance: boolean

  constructor(instance: Instance, connection: DuckDBConnection, ownsInstance: boolean) {
    this.#instance = instance
    this.#connection = connection
    this.#ownsInstance = ownsInstance
  }

  /** Makes functions callable; registering one again costs nothing. */
  register(scalars: Iterable<ScalarFunction>): void {
    for (const scalar of scalars) this.#instance.register(this.#connection, scalar)
  }

  /** Runs a statement for its effect; how many rows it changed. */
  async run(sql: string): Promise<bigint> {
    const result = await this.#attempt(sql, () => this.#instance.planned(sql, () => this.#connection.run(sql)))
    return BigInt(result.rowsChanged)
  }

  /** The rows of a small answer, in DuckDB's own terms: BIGINT bigint, VARCHAR string, LIST array, STRUCT object. */
  async rows(sql: string): Promise<unknown[][]> {
    const reader = await this.#attempt(sql, () => this.#connection.runAndReadAll(sql))
    return reader.getRows().map((row) => row.map(plainValue))
  }

  /** All rows of a query with these columns, as values in memory. */
  async values(sql: string, columns: readonly OutputField[]): Promise<Value[][]> {
    const rows: Value[][] = []
    for await (const batch of this.#batches(
      sql,
      columns,
      columns.map((column) => valueReader(column.type)),
    ))
      rows.push(...batch)
    return rows
  }

  /** Batches of rows as results carry them. A consumer that stops early ends the query. */
  stream(sql: string, columns: readonly OutputField[]): AsyncIterable<ResultValue[][]> {
    return this.#batches(
      sql,
      columns,
      columns.map((column) => resultReader(column.type)),
    )
  }

  /** Ends the running statement, which then fails as `cancelled`. */
  interrupt(): void {
    this.#connection.interrupt()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync()
    if (this.#ownsInstance) this.#instance[Symbol.dispose]()
  }

  async *#batches<T>(
    sql: string,
    columns: readonly OutputField[],
    readers: readonly Reader<T>[],
  ): AsyncGenerator<T[][]> {
    const result = await this.#attempt(sql, () => this.#instance.planned(sql, () => this.#connection.stream(sql)))
    checkTypes(result, columns, sql)
    for (;;) {
      const chunk = await this.#attempt(sql, () => result.fetchChunk())
      if (!chunk || chunk.rowCount === 0) return
      yield readChunk(chunk, readers)
    }
  }

  async #attempt<T>(sql: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action()
    } catch (error) {
      throw translateFailure(error, sql)
    }
  }
}

/** The translation promises exact types; reading, say, a HUGEINT as a BIGINT would corrupt numbers. */
function checkTypes(result: DuckDBResult, columns: readonly OutputField[], sql: string): void {
  const found = result.columnTypes().map(String)
  const expected = columns.map((column) => physicalType(column.type).toString())
  if (found.join() === expected.join()) return
  throw translateFailure(
    new Error(`the result has the types ${found.join(', ')} instead of ${expected.join(', ')}`),
    sql,
  )
}

function readChunk<T>(chunk: DuckDBDataChunk, readers: readonly Reader<T>[]): T[][] {
  const columns = readers.map((_, position) => chunk.getColumnVector(position) as unknown as ColumnVector)
  return Array.from({ length: chunk.rowCount }, (_, row) =>
    readers.map((read, position) => read(columns[position]!, row)),
  )
}

function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('items' in value) return (value.items as unknown[]).map(plainValue)
  if ('entries' in value)
    return Object.fromEntries(Object.entries(value.entries as object).map(([name, entry]) => [name, plainValue(entry)]))
  return value
}

function scalarFunction(scalar: ScalarFunction): DuckDBScalarFunction {
  const evaluate = batchFunction(scalar)
  return DuckDBScalarFunction.create({
    name: scalarName(scalar).slice(1, -1),
    parameterTypes: scalar.parameters.map(physicalType),
    ...(scalar.variadic ? { varArgsType: physicalType(scalar.variadic) } : {}),
    returnType: physicalType(scalar.returns),
    // else DuckDB passes rows with NULLs all the same, but answers a constant NULL itself
    specialHandling: true,
    ...(scalar.volatile && scalar.parameters.length === 0 ? { volatile: true } : {}),
    mainFunction: (_, input, output) => {
      const columns = Array.from(
        { length: input.columnCount },
        (_, position) => input.getColumnVector(position) as unknown as ColumnVector,
      )
      evaluate({
        rowCount: input.rowCount,
        arguments: columns,
        setResult: (row, item) => output.setItem(row, item as never),
      })
      output.flush()
    },
  })
}

const PHYSICAL_SCALARS: Readonly<Record<ScalarTypeName, DuckDBType>> = {
  BOOL: BOOLEAN,
  INT64: BIGINT,
  FLOAT64: DOUBLE,
  NUMERIC: DECIMAL(38, 9),
  BIGNUMERIC: DECIMAL(38, 15),
  STRING: VARCHAR,
  BYTES: BLOB,
  DATE,
  DATETIME: TIMESTAMP,
  TIME,
  TIMESTAMP: TIMESTAMPTZ,
  INTERVAL,
  // DuckDB's JSON is a VARCHAR by another name
  JSON: DuckDBVarCharType.create('JSON'),
  GEOGRAPHY: VARCHAR,
}

/** `duckDbType` as an object of the library. */
function physicalType(type: Type): DuckDBType {
  if (type.kind === 'scalar') return PHYSICAL_SCALARS[type.name]
  if (type.kind === 'array') return LIST(physicalType(type.element))
  if (type.kind === 'range')
    return new DuckDBStructType(['start', 'end'], [physicalType(type.element), physicalType(type.element)])
  return new DuckDBStructType(
    fieldNames(type),
    type.fields.map((field) => physicalType(field.type)),
  )
}

import type { QueryParameter } from '../../generator/query-job.ts'
import type { TemporaryFunction } from '../../googlesql/analyze-options.ts'
import type { ExpressionSyntax, QuerySyntax, StatementSyntax } from '../../googlesql/syntax.ts'
import type { Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import type { JobTables } from './job-tables.ts'

export interface TypedValue {
  readonly type: Type
  readonly value: Value
}

/** Everything that one statement of a script can see. */
export interface StatementScope {
  /** The text that the statement's spans point into. */
  readonly text: string
  readonly tables: JobTables
  readonly parameters: readonly QueryParameter[]
  /** Values of `?`, in order. */
  readonly positional?: readonly TypedValue[]
  /** Script variables, by lower-case name. */
  readonly variables: ReadonlyMap<string, TypedValue>
  /** `CREATE TEMP FUNCTION`s seen before, by lower-case name. */
  readonly functions: ReadonlyMap<string, TemporaryFunction>
  /** What CURRENT_TIMESTAMP() answers, in microseconds since 1970 UTC; the same for a whole job. */
  readonly nowMicros: bigint
}

export interface OutputField {
  /** Empty where the query gives none; names may repeat. */
  readonly name: string
  readonly type: Type
}

/** A query as DuckDB SQL that can run in the session whose engine translated it. Column number i is `columns[i]`. */
export interface TranslatedQuery {
  readonly sql: string
  readonly columns: readonly OutputField[]
}

export type DmlSyntax = Extract<StatementSyntax, { kind: 'insert' | 'update' | 'delete' | 'merge' }>

/**
 * What a script's interpreter asks of the engine, one statement at a time. Every method throws SqlError (the statement is wrong)
 * or WarehouseError `query-failed` (its data is).
 */
export interface StatementEngine {
  /** Nothing runs but the bounds of partitions. */
  translate(query: QuerySyntax, scope: StatementScope): Promise<TranslatedQuery>
  /** All rows, in memory: FOR loops, INTO, conditions. */
  rows(
    query: QuerySyntax,
    scope: StatementScope,
  ): Promise<{ readonly columns: readonly OutputField[]; readonly rows: readonly (readonly Value[])[] }>
  /** One expression, coerced to `type` as an assignment to a variable of that type is. */
  evaluate(expression: ExpressionSyntax, scope: StatementScope, type?: Type): Promise<TypedValue>
  /** Changes a table through `scope.tables.writable`; how many rows were inserted, changed or deleted. */
  modify(statement: DmlSyntax, scope: StatementScope): Promise<bigint>
  /** Runs one DuckDB statement, such as `INSERT INTO <table> <translated query>`; how many rows it changed. */
  run(sql: string): Promise<bigint>
}

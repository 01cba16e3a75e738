import type { Catalog } from './catalog.ts'
import type { CreateFunctionSyntax, StatementSyntax } from './syntax.ts'
import type { Type } from './types.ts'

/** What surrounds one statement: everything it can name. */
export interface AnalyzeOptions {
  readonly catalog: Catalog
  /** Types of `@name` parameters, by lower-case name. */
  readonly parameters?: ReadonlyMap<string, Type>
  /** Types of `?` parameters in order. */
  readonly positionalParameters?: readonly Type[]
  /** Script variables, by lower-case name; system variables that have a value, as `@@error.message`. */
  readonly variables?: ReadonlyMap<string, Type>
  /** `CREATE TEMP FUNCTION`s seen before, by lower-case name, with the text that they are written in. */
  readonly functions?: ReadonlyMap<string, TemporaryFunction>
  /**
   * Whether a table that asks for a filter on its partition column must have one; default true. A view's own text need not:
   * BigQuery asks where the view is read.
   */
  readonly requirePartitionFilters?: boolean
}

export interface TemporaryFunction {
  readonly syntax: CreateFunctionSyntax
  readonly text: string
}

export type DmlSyntax = Extract<StatementSyntax, { kind: 'insert' | 'update' | 'delete' | 'merge' }>

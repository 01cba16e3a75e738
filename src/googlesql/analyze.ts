import type { Catalog } from './catalog.ts'
import type { CreateFunctionSyntax } from './syntax.ts'
import type { Type } from './types.ts'

/** What surrounds one statement: everything it can name. */
export interface AnalyzeOptions {
  readonly catalog: Catalog
  /** Types of `@name` parameters, by lower-case name. */
  readonly parameters?: ReadonlyMap<string, Type>
  /** Types of `?` parameters in order. */
  readonly positionalParameters?: readonly Type[]
  /** Script variables, by lower-case name. */
  readonly variables?: ReadonlyMap<string, Type>
  /** `CREATE TEMP FUNCTION`s seen before, by lower-case name, with the text that they are written in. */
  readonly functions?: ReadonlyMap<string, TemporaryFunction>
}

export interface TemporaryFunction {
  readonly syntax: CreateFunctionSyntax
  readonly text: string
}

import { WarehouseError } from '../../../errors.ts'
import type { TemporaryFunction } from '../../../googlesql/analyze-options.ts'
import type { CatalogRoutine, TableReference } from '../../../googlesql/catalog.ts'
import type { CreateProcedureSyntax } from '../../../googlesql/syntax.ts'
import type { OutputField, StatementEngine, StatementScope, TypedValue } from '../statement.ts'

/** What all statements of one running script share, those of the procedures that it calls too. */
export interface Job {
  readonly engine: StatementEngine
  readonly signal: AbortSignal | undefined
  /** Procedures that the script has made, by full name. */
  readonly procedures: Map<string, Procedure>
  /** Functions that the script has made and that are not temporary, by full name. */
  readonly routines: Map<string, CatalogRoutine>
  /** Columns of the last query; its rows are in a temporary table. */
  result?: readonly OutputField[]
  /** Procedures that are running, one in another. */
  calls: number
  /** Blocks with a handler around the running statement. */
  catching: number
  /** Statements that have run. */
  steps: number
  transaction?: Transaction
}

/** A text that is running, and what its statements see. A name of a variable is unique in its block and those around it. */
export interface Frame extends StatementScope {
  readonly job: Job
  readonly variables: Map<string, TypedValue>
  readonly functions: Map<string, TemporaryFunction>
}

export interface Procedure {
  readonly syntax: CreateProcedureSyntax
  readonly text: string
  /** Of the project, where it was not made by the script. */
  readonly file?: string
}

/** Every so many statements the event loop gets its turn, or a signal could never arrive. */
const STEPS_A_TURN = 100

/** Stops here where the job has been cancelled. */
export async function checkpoint({ job }: Frame): Promise<void> {
  job.steps++
  if (job.steps % STEPS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
  if (job.signal?.aborted) throw new WarehouseError('cancelled', 'the script was cancelled', { retryable: false })
}

/**
 * The way back. A script's changes are published together when it has ended well, so COMMIT has nothing to do.
 * @see https://cloud.google.com/bigquery/docs/transactions
 */
export interface Transaction {
  /** Copies of tables as they were before, by the names of what is changed; all names are DuckDB's. */
  readonly copies: Map<string, string>
  /** Tables that nothing had changed before; to go back, the change is forgotten. */
  readonly fresh: TableReference[]
  /** Temporary tables that were made. */
  readonly created: string[]
}

import { BqetlError, type Diagnostic } from '../../errors.ts'
import { type Check, readChecks } from '../../generator/check/read-checks.ts'
import { sampleQueries } from '../../generator/check/sample-queries.ts'
import { artifactName, type TableDefinition } from '../../generator/project/artifact.ts'
import type { Project } from '../../generator/project/project.ts'
import type { Query } from '../../generator/query-job.ts'
import { sqlDiagnostic } from '../../generator/sql/sql-diagnostic.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { QueryResult, ResultField, ResultValue, Warehouse } from '../warehouse.ts'

export interface CheckOutcome {
  readonly check: Check
  readonly status: 'passed' | 'failed'
  /** What ERROR() said, or why the check could not be made. Empty where it passed. */
  readonly message: string
  /** Where the statement itself is wrong. */
  readonly diagnostic?: Diagnostic
  /** A few of the rows that do not hold, where the form of the check tells which they are. */
  readonly sample?: { readonly schema: readonly ResultField[]; readonly rows: readonly (readonly ResultValue[])[] }
  readonly seconds: number
}

/** What checks are run with: the parameters, defaults and clock of the job that filled the table. */
export type CheckContext = Omit<Query, 'sql' | 'path'>

export interface CheckRun {
  readonly project: Project
  readonly warehouse: Warehouse
  readonly context: CheckContext
  readonly signal?: AbortSignal
}

/** Runs every check, one after the other; one that fails does not stop the next. */
export async function runChecks(checks: readonly Check[], run: CheckRun): Promise<readonly CheckOutcome[]> {
  const outcomes: CheckOutcome[] = []
  for (const check of checks) {
    run.signal?.throwIfAborted()
    const start = performance.now()
    const outcome = await runCheck(check, run)
    outcomes.push({ check, ...outcome, seconds: (performance.now() - start) / 1000 })
  }
  return outcomes
}

/** Failed checks that stop what depends on the table. */
export function blocking(outcomes: readonly CheckOutcome[]): readonly CheckOutcome[] {
  return outcomes.filter(({ status, check }) => status === 'failed' && check.marker === 'fail')
}

/** Checks of a table that has been filled do not hold; the rows are there all the same. */
export class FailedChecks extends BqetlError {
  override readonly name = 'FailedChecks'
  /** Of all checks of the table. */
  readonly outcomes: readonly CheckOutcome[]

  constructor(table: TableDefinition, outcomes: readonly CheckOutcome[]) {
    const failed = blocking(outcomes)
    const messages = failed.map(({ check, message }) => `${check.path}:${check.line}: ${message}`)
    const count = failed.length === 1 ? '1 check' : `${failed.length} checks`
    super('checks-failed', `${count} of ${artifactName(table)} failed\n${messages.join('\n')}`)
    this.outcomes = outcomes
  }
}

/**
 * Runs the checks of a table that a job has just filled, with the parameters of the job; none where it has no `checks.sql`.
 *
 * @throws {FailedChecks} a `#fail` check does not hold
 * @throws {DiagnosticsError} the checks cannot be read
 */
export async function checkFilled(
  table: TableDefinition,
  job: Query,
  run: Omit<CheckRun, 'context'>,
): Promise<readonly CheckOutcome[]> {
  const { parameters, defaultProject, defaultDataset, now } = job
  const context = {
    parameters,
    defaultProject,
    ...(defaultDataset !== undefined && { defaultDataset }),
    ...(now !== undefined && { now }),
  }
  const outcomes = await runChecks(readChecks(run.project, table), { ...run, context })
  if (blocking(outcomes).length > 0) throw new FailedChecks(table, outcomes)
  return outcomes
}

type Outcome = Omit<CheckOutcome, 'check' | 'seconds'>

async function runCheck(check: Check, run: CheckRun): Promise<Outcome> {
  try {
    await readAll(await run.warehouse.query({ ...run.context, sql: check.text, path: check.path }))
    return { status: 'passed', message: '' }
  } catch (error) {
    if (run.signal?.aborted || !(error instanceof BqetlError)) throw error
    if (error instanceof SqlError) {
      return { status: 'failed', message: error.message, diagnostic: sqlDiagnostic(error, check, run.project) }
    }
    const sample = error.code === 'query-failed' ? await sampleOf(check, run) : undefined
    return { status: 'failed', message: error.message, ...(sample && { sample }) }
  }
}

/** A sample is a courtesy: whatever goes wrong with it, the failure of the check stays what it is. */
async function sampleOf(check: Check, { warehouse, context, signal }: CheckRun): Promise<CheckOutcome['sample']> {
  for (const sql of sampleQueries(check.text)) {
    try {
      const result = await warehouse.query({ ...context, sql })
      const rows = await readAll(result)
      if (rows.length > 0) return { schema: result.schema, rows }
    } catch (error) {
      if (signal?.aborted || !(error instanceof BqetlError)) throw error
    }
  }
  return undefined
}

async function readAll({ batches }: QueryResult): Promise<readonly (readonly ResultValue[])[]> {
  const rows: (readonly ResultValue[])[] = []
  for await (const batch of batches) rows.push(...batch)
  return rows
}

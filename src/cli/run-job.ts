import { DiagnosticsError } from '../errors.ts'
import type { TableDefinition } from '../generator/project/artifact.ts'
import type { Project } from '../generator/project/project.ts'
import type { QueryJob } from '../generator/query-job.ts'
import { runDiagnostics } from '../generator/sql/run-diagnostics.ts'
import { type CheckOutcome, checkFilled, FailedChecks } from '../runner/check/run-checks.ts'
import type { Warehouse } from '../runner/warehouse.ts'
import { formatOutcomes } from './check-report.ts'
import type { OutputFormat, WarehouseOptions } from './options.ts'
import { shortName } from './outcomes.ts'
import { writeAll, writeJson } from './output.ts'
import { plural } from './report.ts'
import { formatRows } from './rows.ts'
import { untilInterrupted } from './signals.ts'
import { openWarehouse } from './workspace.ts'

type JobOptions = WarehouseOptions & {
  readonly preview: boolean
  readonly checks: boolean
  readonly format: OutputFormat
}

/** Runs one planned job and says what it wrote; with `preview` shows its rows and writes nothing. */
export async function runJob(
  project: Project,
  table: TableDefinition,
  job: QueryJob,
  options: JobOptions,
): Promise<void> {
  await untilInterrupted(async (signal) => {
    await using warehouse = await openWarehouse(project, options, signal)
    try {
      if (options.preview) return await preview(warehouse, job, options.format)
      await fill(warehouse, table, job, options.format)
      if (options.checks) reportChecks(table, await checkFilled(table, job, { project, warehouse, signal }), options)
    } catch (error) {
      if (error instanceof FailedChecks) reportChecks(table, error.outcomes, options)
      const diagnostics = runDiagnostics(error, table, project)
      throw diagnostics ? new DiagnosticsError(diagnostics) : error
    }
  })
}

/** On stderr: stdout says what was written. */
function reportChecks(table: TableDefinition, outcomes: readonly CheckOutcome[], options: JobOptions): void {
  if (outcomes.length > 0) process.stderr.write(formatOutcomes(table, outcomes, options, process.stderr))
}

async function preview(warehouse: Warehouse, job: QueryJob, format: OutputFormat): Promise<void> {
  await writeAll(formatRows(await warehouse.query(job), format === 'json' ? 'json' : 'table'))
}

async function fill(warehouse: Warehouse, table: TableDefinition, job: QueryJob, format: OutputFormat): Promise<void> {
  const { rows, seconds, jobId, isAdopted } = await warehouse.run(job)
  const target = shortName(table) + (job.partition ? `$${job.partition.id}` : '')
  if (format === 'json')
    return writeJson({ table: target, rows: Number(rows), seconds, jobId, ...(isAdopted && { isAdopted }) })
  const by = isAdopted ? ', by the job of the try before' : ''
  process.stdout.write(`${target}: ${plural(Number(rows), 'row')} in ${seconds.toFixed(2)} s${by}\n`)
}

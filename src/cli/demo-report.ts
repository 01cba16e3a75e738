import { relative } from 'node:path'
import { BqetlError } from '../errors.ts'
import { resolveTableName } from '../generator/names.ts'
import type { Project } from '../generator/project.ts'
import type { Warehouse } from '../runner/warehouse.ts'
import type { DemoOutcome } from './demo-run.ts'
import type { OutputFormat, WarehouseOptions } from './options.ts'
import { checksOf, reportFailedTasks } from './outcomes.ts'
import { writeJson } from './output.ts'
import { plural } from './report.ts'
import { bold, dim } from './style.ts'
import { formatTable } from './table.ts'
import { databaseDirectory } from './workspace.ts'

interface DatasetRow {
  readonly table: string
  readonly rows: number
  readonly partitions: number
  readonly seconds: number
}

/** What the demo left in the warehouse, and what to try next. @throws {BqetlError} a table could not be filled */
export async function printDemo(
  outcome: DemoOutcome,
  warehouse: Warehouse,
  project: Project,
  options: WarehouseOptions & { readonly format: OutputFormat },
): Promise<void> {
  reportFailedTasks(outcome.outcomes, project, options)
  const rows = await Promise.all(
    [...outcome.seconds].map(([table, seconds]) => describe(table, seconds, warehouse, project)),
  )
  if (options.format === 'json') writeJson({ tables: rows, rejected: outcome.rejected })
  else process.stdout.write(formatDemo(rows, outcome, options))
  const failures = outcome.outcomes.filter(({ kind }) => kind !== 'done').length
  if (failures > 0)
    throw new BqetlError('run-failed', `${plural(failures, 'task')} of ${outcome.outcomes.length} did not end well`)
}

async function describe(table: string, seconds: number, warehouse: Warehouse, project: Project): Promise<DatasetRow> {
  const found = await warehouse.find(resolveTableName(project, table))
  const state = found.kind === 'present' ? found.value : undefined
  return {
    table,
    rows: Number(state?.rows ?? 0),
    partitions: state?.partitions.length ?? 0,
    seconds: Math.round(seconds * 100) / 100,
  }
}

function formatDemo(
  rows: readonly DatasetRow[],
  { rejected, outcomes }: DemoOutcome,
  options: WarehouseOptions,
): string {
  const table = formatTable(
    [{ title: 'dataset' }, ...['rows', 'partitions', 'seconds'].map((title) => ({ title, align: 'right' as const }))],
    rows.map((row) => [row.table, String(row.rows), String(row.partitions), row.seconds.toFixed(2)]),
  )
  const place = relative('.', databaseDirectory(options)) || '.'
  const checks = outcomes.flatMap(checksOf)
  const passed = checks.filter(({ status }) => status === 'passed').length
  const notes = [
    `${passed} of ${plural(checks.length, 'check')} passed.`,
    `The tables are Parquet files under ${place}.`,
    ...(rejected > 0 ? [`${plural(rejected, 'broken ping')} set aside in telemetry_stable.*_errors.`] : []),
  ]
  const out = process.stdout
  return `${table}\n${notes.map((note) => dim(note, out)).join('\n')}\n\n${bold('Try next:', out)}\n${NEXT.map(([what, line]) => `  ${dim(`# ${what}`, out)}\n  ${line}\n`).join('')}`
}

const NEXT = [
  [
    'crash rates by channel, as the document asks for them',
    './bqetl sql sql/telemetry_derived/crash_aggregates_v1/examples/1_rates_by_channel.sql',
  ],
  [
    'the same day again: the partition is replaced, not added to',
    './bqetl query run telemetry_derived.crash_aggregates_v1 --date 2024-01-02',
  ],
  ['every mistake in the project, offline', './bqetl validate'],
] as const

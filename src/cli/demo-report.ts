import { relative } from 'node:path'
import { BqetlError } from '../errors.ts'
import { resolveTableName } from '../generator/project/names.ts'
import type { Project } from '../generator/project/project.ts'
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
  const files = outcome.files.map((path) => relative('.', path))
  if (options.format === 'json') writeJson({ tables: rows, rejected: outcome.rejected, files })
  else process.stdout.write(formatDemo(rows, files, outcome, options))
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
  files: readonly string[],
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
    ...(files.length > 0 ? [`${plural(files.length, 'file')} exported under ${folderOf(files)}.`] : []),
    ...(rejected > 0 ? [`${plural(rejected, 'broken ping')} set aside in telemetry_stable.*_errors.`] : []),
  ]
  const out = process.stdout
  const next = [
    ...NEXT,
    ...files
      .filter((file) => file.endsWith('_by_branch.json'))
      .slice(0, 1)
      .map(lookAtFile),
  ]
  return `${table}\n${notes.map((note) => dim(note, out)).join('\n')}\n\n${bold('Try next:', out)}\n${next.map(([what, line]) => `  ${dim(`# ${what}`, out)}\n  ${line}\n`).join('')}`
}

/** The deepest folder that all are in. */
function folderOf(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => file.split('/').slice(0, -1))
  const differs = first.findIndex((part, depth) => others.some((other) => other[depth] !== part))
  return (differs === -1 ? first : first.slice(0, differs)).join('/')
}

function lookAtFile(file: string): readonly [string, string] {
  return ['what a dashboard of experiments reads', `head -c 300 ${file}`]
}

const NEXT: readonly (readonly [string, string])[] = [
  [
    'crash rates by channel, as the document asks for them',
    './bqetl sql sql/telemetry_derived/crash_aggregates_v1/examples/1_rates_by_channel.sql',
  ],
  [
    'the same day again: the partition is replaced, not added to',
    './bqetl query run telemetry_derived.crash_aggregates_v1 --date 2024-01-02',
  ],
  [
    'distributions, in a browser at http://127.0.0.1:8080/ and for programs at /aggregates_by/build_id/channels/',
    './bqetl serve',
  ],
  ['every mistake in the project, offline', './bqetl validate'],
]

import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import {
  addExamples,
  addFormatOption,
  addWarehouseOptions,
  type OutputFormat,
  type WarehouseOptions,
} from './options.ts'

interface LoadCommandOptions extends WarehouseOptions {
  readonly replace: boolean
  readonly pings: boolean
  readonly probes: boolean
  readonly submissionDate?: string
  readonly geoCountry?: string
  readonly appUpdateChannel?: string
  readonly ignoreUnknownColumns: boolean
  readonly keys?: string
  readonly format: OutputFormat
}

export function addLoadCommand(program: Command): void {
  const command = addFormatOption(addWarehouseOptions(program.command('load')))
    .description('load rows, or raw pings, into a table')
    .argument('<name>', 'dataset.table')
    .argument('<file...>', 'NDJSON files in BigQuery’s JSON form, gzipped or not; - for stdin')
    .option('--replace', 'make the rows the whole content of the table', false)
    .option('--ignore-unknown-columns', 'leave out what the schema does not name, instead of refusing', false)
    .option('--keys <columns>', 'the files hold objects of objects: columns for their keys, then for the value')
    .option('--pings', 'the files hold raw pings (JSON or NDJSON), to be made rows as Mozilla’s pipeline does', false)
    .option('--probes', 'the files define probes, in the form of Histograms.json or Scalars.yaml', false)
    .option('--submission-date <date>', 'pings: the day they came in, where a ping does not say (default: today)')
    .option('--geo-country <code>', 'pings: the country they came from, where a ping does not say')
    .option('--app-update-channel <channel>', 'pings: the update channel, where a ping does not say')
    .action(load)
  addExamples(command, [
    [
      'rows',
      'bqetl load telemetry_derived.channel_counts_v1 test/sql/telemetry_derived/experiment_channels_v1/test_seed_document/telemetry_derived.channel_counts_v1.ndjson',
    ],
    [
      'counts as {date: {channel: count}}',
      `echo '{"2024-01-02": {"nightly": 3}}' | bqetl load telemetry_derived.channel_counts_v1 - --keys submission_date,channel,count`,
    ],
    [
      'definitions of probes',
      'bqetl load telemetry_derived.probe_definitions_v1 probes/Histograms.json probes/Scalars.yaml --probes --replace',
    ],
    [
      'raw pings',
      'bqetl sample generate main --rows 100 | bqetl load telemetry_stable.main_v4 - --pings --submission-date 2024-01-02',
    ],
  ])
}

async function load(name: string, files: string[], options: LoadCommandOptions): Promise<void> {
  const pingOptions = ['submissionDate', 'geoCountry', 'appUpdateChannel'] as const
  if (!options.pings && pingOptions.some((option) => options[option] !== undefined)) {
    throw new UsageError('usage', '--submission-date, --geo-country and --app-update-channel go with --pings')
  }
  if ([options.pings, options.keys !== undefined, options.probes].filter(Boolean).length > 1)
    throw new UsageError('usage', '--keys, --pings and --probes exclude each other')
  const { openProject, openWarehouse, withPathsFromHere } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { loadFiles } = await import('../runner/load/load-files.ts')
  await withPathsFromHere(options, () =>
    untilInterrupted(async (signal) => {
      const project = await openProject(options)
      await using warehouse = await openWarehouse(project, options, signal)
      const outcome = await loadFiles(warehouse, project, {
        table: name,
        files,
        writeDisposition: options.replace ? 'truncate' : 'append',
        ignoreUnknownColumns: options.ignoreUnknownColumns,
        ...(options.keys !== undefined && { keys: options.keys.split(',') }),
        ...(options.probes && { probes: true }),
        ...(options.pings && { pings: await serverMetadata(options) }),
      })
      await report(outcome, options.format)
    }),
  )
}

async function serverMetadata(options: LoadCommandOptions) {
  const { parseCalendarDate } = await import('../generator/time/calendar-date.ts')
  const { submissionDate, geoCountry, appUpdateChannel } = options
  const submissionTimestamp =
    submissionDate === undefined ? new Date().toISOString() : `${parseCalendarDate(submissionDate)}T00:00:00Z`
  return {
    submissionTimestamp,
    ...(geoCountry !== undefined && { geoCountry }),
    ...(appUpdateChannel !== undefined && { appUpdateChannel }),
  }
}

async function report(
  outcome: import('../runner/load/load-files.ts').LoadOutcome,
  format: OutputFormat,
): Promise<void> {
  const { table, rows, rejected, duplicates, errorTable } = outcome
  if (format === 'json') {
    const { writeJson } = await import('./output.ts')
    return writeJson({ table, rows: Number(rows), rejected, duplicates, errorTable: errorTable ?? null })
  }
  const { plural } = await import('./report.ts')
  process.stdout.write(`${table}: ${plural(Number(rows), 'row')} loaded\n`)
  if (duplicates > 0)
    process.stdout.write(`  ${plural(duplicates, 'duplicate')} left out (same document id on the same day)\n`)
  if (rejected > 0) process.stdout.write(`  ${plural(rejected, 'broken ping')} set aside in ${errorTable}\n`)
}

import type { Command } from 'commander'
import type { BackfillCommandOptions } from './backfill-run.ts'
import { addExamples, addFormatOption, addWarehouseOptions, collect, parsePositiveInteger } from './options.ts'

export function addBackfillCommand(query: Command): void {
  const command = addFormatOption(addWarehouseOptions(query.command('backfill')))
    .description('fill one table for a range of days, partition by partition, each as its scheduled task does')
    .argument('<name>', 'dataset.table')
    .requiredOption('-s, --start-date <date>', 'the first day to run for, YYYY-MM-DD')
    .requiredOption('-e, --end-date <date>', 'the last day to run for')
    .option(
      '-x, --exclude <date>',
      'a day to leave out, with all its hours or its whole month; may be repeated',
      collect,
      [],
    )
    .option(
      '-p, --parallelism <n>',
      'partitions side by side (default: one for each processor core)',
      parsePositiveInteger,
    )
    .option(
      '--checks',
      'run the checks of the table behind each partition; one that fails counts as a failed run',
      false,
    )
    .option('--dry-run', 'show the runs and the partitions that they write, and stop', false)
    .option('--restart', 'run everything, also what an interrupted backfill has done', false)
    .action(backfill)
  addExamples(command, [
    [
      'what would be written?',
      'bqetl query backfill telemetry_derived.crash_aggregates_v1 --start-date 2024-01-01 --end-date 2024-01-07 --dry-run',
    ],
    [
      'a week without its Wednesday',
      'bqetl query backfill telemetry_derived.crash_aggregates_v1 --start-date 2024-01-01 --end-date 2024-01-07 --exclude 2024-01-03',
    ],
  ])
  command.addHelpText('after', RULES)
}

const RULES = `
Days are days of runs: a table with a date_partition_offset writes partitions that lie so many days apart from them.
What depends on its past, appends, or is written whole runs in order and stops at the first failure.
After an interruption or a failure the same command goes on with what is missing; another range or changed SQL begins anew.`

async function backfill(name: string, options: BackfillCommandOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { oneTable } = await import('./one-table.ts')
  const { backfillTable } = await import('./backfill-run.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    await backfillTable(project, oneTable(project, name), options)
  })
}

import type { Command } from 'commander'
import {
  addExamples,
  addFormatOption,
  addWarehouseOptions,
  addWhenOptions,
  collect,
  parsePositiveInteger,
  SELECTOR_FORMS,
} from './options.ts'
import type { RunCommandOptions } from './run-tables.ts'

export function addRunCommand(program: Command): void {
  const command = addFormatOption(addWhenOptions(addWarehouseOptions(program.command('run'))))
    .description('fill tables for one interval, each after those it reads, and check them')
    .argument('[selector...]', `${SELECTOR_FORMS}; none: every table`)
    .option('--exclude <selector>', 'leave these out; may be given several times', collect, [])
    .option('--since <revision>', 'what state:changed compares with, a git revision', 'HEAD')
    .option(
      '--parallelism <number>',
      'tables filled side by side (default: as the machine allows)',
      parsePositiveInteger,
    )
    .option('--resume', 'go on with the same run where it failed or was stopped', false)
    .option('--dry-run', 'say what would be filled, in order, and stop', false)
    .option('--no-checks', 'do not run the checks of each table behind it')
    .action(run)
  addExamples(command, [
    ['everything, for one day', 'bqetl run --date 2024-01-02'],
    ['some', "bqetl run 'telemetry_derived.crash_*' --date 2024-01-02"],
    ['a table, what it reads and what reads it', 'bqetl run +telemetry_derived.addons_v2+ --date 2024-01-02'],
    ['what a branch has changed, and what is built on it', 'bqetl run state:changed+ --since main --date 2024-01-02'],
    ['a DAG, five minutes of it', 'bqetl run dag:bqetl_experiments_live --interval 2024-01-02T10:00Z/PT5M'],
    ['go on after something failed', 'bqetl run --date 2024-01-02 --resume'],
  ])
}

async function run(selectors: string[], options: RunCommandOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { runTables } = await import('./run-tables.ts')
  await withPathsFromHere(options, async () => runTables(await openProject(options), selectors, options))
}

import type { Command } from 'commander'
import {
  addExamples,
  addFormatOption,
  addWarehouseOptions,
  type OutputFormat,
  type WarehouseOptions,
} from './options.ts'

interface DeployOptions extends WarehouseOptions {
  readonly plan: boolean
  readonly allowDestructive: boolean
  readonly format: OutputFormat
}

export function addDeployCommand(program: Command): void {
  const command = addFormatOption(addWarehouseOptions(program.command('deploy')))
    .description('make the warehouse what the project’s files say: datasets, tables, views and routines')
    .argument('[name...]', 'dataset.table, a dataset, a pattern or a path; none means all')
    .option('--plan', 'show what would be done, and stop', false)
    .option('--allow-destructive', 'drop columns and tables where they differ, with their rows', false)
    .action(deploy)
  addExamples(command, [
    ['what would change?', 'bqetl deploy --plan --warehouse bigquery'],
    ['one dataset', 'bqetl deploy telemetry_derived --warehouse bigquery'],
    ['one table, even if its rows are lost', 'bqetl deploy telemetry_derived.addons_v2 --allow-destructive'],
  ])
}

async function deploy(names: string[], options: DeployOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { deployProject } = await import('./deploy-run.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    await untilInterrupted((signal) => deployProject(project, names, options, signal))
  })
}

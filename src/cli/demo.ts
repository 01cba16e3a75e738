import type { Command } from 'commander'
import {
  addExamples,
  addFormatOption,
  addWarehouseOptions,
  type OutputFormat,
  parsePositiveInteger,
  parsePositiveNumber,
  parseWholeNumber,
  type WarehouseOptions,
} from './options.ts'

interface DemoOptions extends WarehouseOptions {
  readonly days: number
  readonly scale: number
  readonly seed: number
  readonly format: OutputFormat
}

const FIRST_DAY = '2024-01-01'

export function addDemoCommand(program: Command): void {
  const command = addFormatOption(addWarehouseOptions(program.command('demo')))
    .description(
      'make sample pings, load them, compute every dataset of the project and write its files, on this machine',
    )
    .option('--days <count>', `days of pings, from ${FIRST_DAY} on`, parsePositiveInteger, 3)
    .option('--scale <factor>', 'senders and pings, as a multiple', parsePositiveNumber, 1)
    .option('--seed <number>', 'another seed, other pings', parseWholeNumber, 1)
    .action(demo)
  addExamples(command, [
    ['a first look', 'bqetl demo'],
    ['ten times as many pings, for a week', 'bqetl demo --days 7 --scale 10'],
  ])
}

async function demo(options: DemoOptions): Promise<void> {
  const { openProject, openWarehouse, withPathsFromHere } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { runDemo } = await import('./demo-run.ts')
  const { availableParallelism } = await import('node:os')
  const { sharedMemory } = await import('./engine-limits.ts')
  const { printDemo } = await import('./demo-report.ts')
  const { nothingThere } = await import('../generator/validate/nothing-there.ts')
  await withPathsFromHere(options, () =>
    untilInterrupted(async (signal) => {
      const project = await openProject(options)
      if (project.tables.length === 0) throw nothingThere(project)
      const parallelism = availableParallelism()
      await using warehouse = await openWarehouse(project, options, signal, sharedMemory(parallelism))
      const outcome = await runDemo(project, warehouse, { ...options, firstDay: FIRST_DAY, parallelism, signal })
      await printDemo(outcome, warehouse, project, options)
    }),
  )
}

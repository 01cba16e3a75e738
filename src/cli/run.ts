import type { Command } from 'commander'
import { BqetlError } from '../errors.ts'
import {
  addExamples,
  addFormatOption,
  addWarehouseOptions,
  addWhenOptions,
  type OutputFormat,
  type WarehouseOptions,
  type WhenOptions,
} from './options.ts'

type RunOptions = WarehouseOptions & WhenOptions & { readonly checks: boolean; readonly format: OutputFormat }

export function addRunCommand(program: Command): void {
  const command = addFormatOption(addWhenOptions(addWarehouseOptions(program.command('run'))))
    .description('fill tables for one interval, each after those it reads, and check them')
    .argument('[name...]', 'dataset.table, a pattern or a path; none means every table that a query fills')
    .option('--no-checks', 'do not run the checks of each table behind it')
    .action(run)
  addExamples(command, [
    ['everything, for one day', 'bqetl run --date 2024-01-02'],
    ['some', "bqetl run 'telemetry_derived.crash_*' --date 2024-01-02"],
  ])
}

async function run(names: string[], options: RunOptions): Promise<void> {
  const { openProject, openWarehouse, withPathsFromHere } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { runnableTables } = await import('../generator/runnable.ts')
  const { inDependencyOrder } = await import('../generator/dependencies.ts')
  const { runGraph, failuresOf } = await import('../runner/run-graph.ts')
  const { checkFilled } = await import('../runner/check/run-checks.ts')
  const { planForOptions } = await import('./plan.ts')
  const { reportOutcomes } = await import('./outcomes.ts')
  const { startProgress } = await import('./progress.ts')
  await withPathsFromHere(options, () =>
    untilInterrupted(async (signal) => {
      const project = await openProject(options)
      const nodes = inDependencyOrder(runnableTables(project, names), project)
      await using warehouse = await openWarehouse(project, options, signal)
      using progress = startProgress(nodes.length)
      const outcomes = await runGraph(nodes, warehouse, {
        plan: (table) => planForOptions(table, project, options),
        ...(options.checks && { check: (table, job) => checkFilled(table, job, { project, warehouse, signal }) }),
        onStart: (table, position) => progress.update(position, `${table.reference.dataset}.${table.reference.table}`),
        signal,
      })
      progress[Symbol.dispose]()
      reportOutcomes(outcomes, project, options)
      const failures = failuresOf(outcomes)
      if (failures.length > 0)
        throw new BqetlError(
          'run-failed',
          `${failures.length} of ${nodes.length} tables were not filled, or do not pass their checks`,
        )
    }),
  )
}

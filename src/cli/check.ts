import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CheckMarker } from '../generator/check/read-checks.ts'
import type { CheckRunOptions } from './check-selection.ts'
import {
  addExamples,
  addFormatOption,
  addProjectOption,
  addWarehouseOptions,
  addWhenOptions,
  collect,
  type ProjectOptions,
  type WhenOptions,
} from './options.ts'

type CheckRenderOptions = ProjectOptions & WhenOptions & Pick<CheckRunOptions, 'marker' | 'parameter'>

export function addCheckCommand(program: Command): void {
  const check = program.command('check').description('what must hold of a table: checks.sql')
  addRunCommand(check)
  addRenderCommand(check)
}

function addRunCommand(check: Command): void {
  const command = addFormatOption(addSelection(addWarehouseOptions(check.command('run'))))
    .description('run the checks of tables on what the warehouse holds; each failure with its message and some rows')
    .action(runChecks)
  addExamples(command, [
    ['one table, for one day', 'bqetl check run telemetry_derived.crash_aggregates_v1 --date 2024-01-02'],
    [
      'only those that stop what depends on the table',
      "bqetl check run 'telemetry_derived.crash_*' --marker fail --date 2024-01-02",
    ],
  ])
  command.addHelpText('after', EXIT_CODES)
}

const EXIT_CODES = `
Exits with 1 when a #fail check fails, when one of a --marker that was asked for fails, and when no table has checks.`

function addRenderCommand(check: Command): void {
  const command = addSelection(addProjectOption(check.command('render')))
    .description('the SQL of checks, as it runs; values are bound to it, not written into it')
    .action(renderChecks)
  addExamples(command, [['see the SQL', 'bqetl check render telemetry_derived.crash_aggregates_v1']])
}

function addSelection(command: Command): Command {
  return addWhenOptions(command.argument('<name...>', 'dataset.table, a pattern or a path'))
    .addOption(new Option('--marker <marker>', 'only these checks: fail or warn (repeatable)').argParser(collectMarker))
    .option('--parameter <n:t:v>', 'another value of a query parameter, NAME:TYPE:VALUE (repeatable)', collect)
}

function collectMarker(text: string, previous: readonly CheckMarker[] = []): readonly CheckMarker[] {
  const marker = text.replace(/^#/, '').toLowerCase()
  if (marker !== 'fail' && marker !== 'warn') throw new InvalidArgumentError(`"${text}" is neither fail nor warn.`)
  return [...previous, marker]
}

async function runChecks(names: string[], options: CheckRunOptions): Promise<void> {
  const { withPathsFromHere } = await import('./workspace.ts')
  const { runChecksOf } = await import('./check-run.ts')
  await withPathsFromHere(options, () => runChecksOf(names, options))
}

async function renderChecks(names: string[], options: CheckRenderOptions): Promise<void> {
  const { withPathsFromHere } = await import('./workspace.ts')
  const { renderChecksOf } = await import('./check-render.ts')
  await withPathsFromHere(options, () => renderChecksOf(names, options))
}

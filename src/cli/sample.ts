import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import {
  addExamples,
  addProjectOption,
  addWarehouseOptions,
  type ProjectOptions,
  parsePositiveNumber,
  parseWholeNumber,
  type WarehouseOptions,
} from './options.ts'

interface GenerateOptions extends ProjectOptions {
  readonly date: string
  readonly rows?: number
  readonly scale: number
  readonly seed: number
  readonly table?: string
}

interface LoadOptions extends WarehouseOptions {
  readonly date: string
  readonly days: number
  readonly seed: number
  readonly scale: number
}

export function addSampleCommand(program: Command): void {
  const sample = program.command('sample').description('sample pings, made from the descriptions in sample/')
  const generate = addProjectOption(sample.command('generate'))
    .description('print sample pings as NDJSON; the same options give the same bytes')
    .argument('<sample>', 'a file of sample/ without its ending, such as main')
    .option('--date <date>', 'the day the pings come in, YYYY-MM-DD', '2024-01-01')
    .option('--rows <count>', 'pings (default: as the description says, times the scale)', parseWholeNumber)
    .option('--scale <factor>', 'senders and pings, as a multiple', parsePositiveNumber, 1)
    .option('--seed <number>', 'another seed, other pings', parseWholeNumber, 1)
    .option('--table <table>', 'of the tables that the sample is for, the one (default: the first)')
    .action(printSample)
  addLoad(sample)
  addExamples(generate, [
    ['look at one', 'bqetl sample generate main --rows 1'],
    [
      'load a day of them',
      'bqetl sample generate main | bqetl load telemetry_stable.main_v4 - --pings --submission-date 2024-01-01',
    ],
  ])
}

function addLoad(sample: Command): void {
  const load = addWarehouseOptions(sample.command('load'))
    .description('load sample data into the tables that they are for, whose whole content they become')
    .argument('[sample...]', 'files of sample/ without their ending; none: all')
    .option('--date <date>', 'the first day, YYYY-MM-DD', '2024-01-01')
    .option('--days <count>', 'how many days', parseWholeNumber, 1)
    .option('--scale <factor>', 'senders and pings, as a multiple', parsePositiveNumber, 1)
    .option('--seed <number>', 'another seed, other pings', parseWholeNumber, 1)
    .action(loadThem)
  addExamples(load, [['all sources for two days', 'bqetl sample load --date 2024-01-01 --days 2']])
}

async function loadThem(names: readonly string[], options: LoadOptions): Promise<void> {
  const { openProject, openWarehouse } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { daysFrom, loadSamples } = await import('./load-samples.ts')
  const { sampleNames } = await import('../generator/sample/definition.ts')
  const { parseCalendarDate } = await import('../generator/time/calendar-date.ts')
  await untilInterrupted(async (signal) => {
    const project = await openProject(options)
    await using warehouse = await openWarehouse(project, options, signal)
    const rows = new Map<string, bigint>()
    await loadSamples(project, warehouse, {
      samples: names.length > 0 ? names : sampleNames(project),
      days: daysFrom(parseCalendarDate(options.date), options.days),
      seed: options.seed,
      scale: options.scale,
      signal,
      onEnd: ({ table, rows: loaded }) => rows.set(table, (rows.get(table) ?? 0n) + loaded),
    })
    for (const [table, count] of rows) process.stdout.write(`${table}: ${count} rows\n`)
  })
}

async function printSample(name: string, options: GenerateOptions): Promise<void> {
  const { openProject } = await import('./workspace.ts')
  const { generateSample } = await import('../generator/sample/generate.ts')
  const { readSample } = await import('../generator/sample/definition.ts')
  const { parseCalendarDate } = await import('../generator/time/calendar-date.ts')
  const { writeAll } = await import('./output.ts')
  const definition = readSample(await openProject(options), name)
  if (definition.kind === 'probes')
    throw new UsageError('usage', `the sample "${name}" is made of files: ${definition.files.join(', ')}`)
  const scale = options.rows === undefined ? options.scale : options.rows / rowsOf(name, definition)
  const run = { date: parseCalendarDate(options.date), seed: options.seed, scale }
  await writeAll(generateSample(definition, run, targetOf(name, definition, options.table)))
}

function rowsOf(name: string, definition: import('../generator/sample/generate.ts').SampleDefinition): number {
  if (definition.kind === 'pings' || definition.kind === 'rows') return definition.rows
  throw new UsageError('usage', `the sample "${name}" has the same rows every day, so --rows does not go with it`)
}

function targetOf(
  name: string,
  { targets }: import('../generator/sample/generate.ts').SampleDefinition,
  table?: string,
) {
  const found = targets.find((target) => table === undefined || target.table === table)
  if (found) return found
  throw new UsageError('unknown-name', `the sample "${name}" is not for ${table}`, {
    hint: `it is for ${targets.map((target) => target.table).join(', ')}`,
  })
}

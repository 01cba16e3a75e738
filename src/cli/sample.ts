import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import { addExamples, addProjectOption, type ProjectOptions, parsePositiveNumber, parseWholeNumber } from './options.ts'

interface GenerateOptions extends ProjectOptions {
  readonly date: string
  readonly rows?: number
  readonly scale: number
  readonly seed: number
  readonly table?: string
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
  addExamples(generate, [
    ['look at one', 'bqetl sample generate main --rows 1'],
    [
      'load a day of them',
      'bqetl sample generate main | bqetl load telemetry_stable.main_v4 - --pings --submission-date 2024-01-01',
    ],
  ])
}

async function printSample(name: string, options: GenerateOptions): Promise<void> {
  const { openProject } = await import('./workspace.ts')
  const { generateSample } = await import('../generator/sample/generate.ts')
  const { readSample } = await import('../generator/sample/definition.ts')
  const { parseCalendarDate } = await import('../generator/time/calendar-date.ts')
  const { writeAll } = await import('./output.ts')
  const definition = readSample(await openProject(options), name)
  const scale = options.rows === undefined ? options.scale : options.rows / rowsOf(name, definition)
  const run = { date: parseCalendarDate(options.date), seed: options.seed, scale }
  await writeAll(generateSample(definition, run, targetOf(name, definition, options.table)))
}

function rowsOf(name: string, definition: import('../generator/sample/generate.ts').SampleDefinition): number {
  if (definition.kind !== 'records') return definition.rows
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

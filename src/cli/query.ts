import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import { addBackfillCommand } from './backfill.ts'
import {
  addExamples,
  addFormatOption,
  addProjectOption,
  addWarehouseOptions,
  addWhenOptions,
  collect,
  type OutputFormat,
  type ProjectOptions,
  type WarehouseOptions,
  type WhenOptions,
} from './options.ts'
import { addInfoCommand } from './query-info.ts'

export function addQueryCommand(program: Command): void {
  const query = program.command('query').description('the queries that fill tables')
  addInfoCommand(query)
  addRenderCommand(query)
  addRunQueryCommand(query)
  addBackfillCommand(query)
}

// ---------------------------------------------------------------- render

interface RenderOptions extends ProjectOptions {
  readonly outputDir?: string
  readonly isInit: boolean
  readonly format: boolean
}

function addRenderCommand(query: Command): void {
  const command = addProjectOption(query.command('render'))
    .description('the SQL that templates give, formatted')
    .argument('<name...>', 'dataset.table, a pattern or a path')
    .option('--output-dir <dir>', 'write files under this folder, in the tree of the project, instead of printing')
    .option('--is-init', 'render as for the first run, where is_init() is true', false)
    .option('--no-format', 'the exact text that the template gives')
    .action(printRendered)
  addExamples(command, [
    ['see the SQL', 'bqetl query render telemetry_derived.crash_aggregates_v1'],
    ['all of them, as files', "bqetl query render '*' --output-dir rendered"],
  ])
}

async function printRendered(names: string[], options: RenderOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { renderArtifact } = await import('../generator/sql/render.ts')
  const { formatRendered } = await import('../generator/format/format.ts')
  const { selectArtifacts } = await import('../generator/project/names.ts')
  const { collectDiagnostics } = await import('../generator/project/collect.ts')
  const { matchesPath } = await import('../generator/project/path-pattern.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    const artifacts = selectArtifacts(project, names).filter((artifact) => artifact.path?.endsWith('.sql'))
    const isSkipped = (path: string) => project.configuration.formatSkip.some((pattern) => matchesPath(path, pattern))
    const rendered = collectDiagnostics(artifacts, (artifact) =>
      renderArtifact(project, artifact, { isInit: options.isInit }),
    )
    for (const { path, text } of rendered) {
      const sql = options.format && !isSkipped(path) ? formatRendered(text) : text
      if (options.outputDir === undefined) process.stdout.write(rendered.length > 1 ? `-- ${path}\n${sql}\n` : sql)
      else await writeRendered(options.outputDir, path, sql)
    }
  })
}

async function writeRendered(folder: string, path: string, sql: string): Promise<void> {
  const { mkdir, writeFile } = await import('node:fs/promises')
  const { dirname, join } = await import('node:path')
  const target = join(folder, path)
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, sql)
}

// ---------------------------------------------------------------- run

interface RunOptions extends WarehouseOptions, WhenOptions {
  readonly explain: boolean
  readonly preview: boolean
  readonly checks: boolean
  readonly parameter: readonly string[]
  readonly destinationTable?: string
  readonly format: OutputFormat
}

function addRunQueryCommand(query: Command): void {
  const command = addFormatOption(addWhenOptions(addWarehouseOptions(query.command('run'))))
    .description('fill one table for one interval, exactly as its scheduled task does')
    .argument('<name>', 'dataset.table')
    .option('--parameter <name:type:value>', 'another value for a parameter that the metadata list', collect, [])
    .option(
      '--destination-table <table>',
      'write TABLE or TABLE$PARTITION instead; without --date that partition is run',
    )
    .option('--explain', 'print the job that would run, and stop', false)
    .option('--preview', 'show the rows and write nothing', false)
    .option('--checks', 'run the checks of the table afterwards', false)
    .action(runQuery)
  addExamples(command, [
    ['one day', 'bqetl query run telemetry_derived.crash_aggregates_v1 --date 2024-01-02'],
    ['what exactly would run?', 'bqetl query run telemetry_derived.crash_aggregates_v1 --date 2024-01-02 --explain'],
    [
      'a tenth of the pings',
      'bqetl query run telemetry_derived.experiment_channels_v1 --date 2024-01-02 --parameter sample_rate:FLOAT64:0.1',
    ],
    [
      'an interval of five minutes',
      'bqetl query run telemetry_derived.experiment_search_aggregates_recents_v1 --interval 2024-01-02T10:00Z/PT5M',
    ],
  ])
}

async function runQuery(name: string, options: RunOptions): Promise<void> {
  if (options.explain && options.preview) throw new UsageError('usage', '--explain and --preview exclude each other')
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { oneTable } = await import('./one-table.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    const table = oneTable(project, name)
    const { planForOptions } = await import('./plan.ts')
    const { parseParameter } = await import('../generator/parameter.ts')
    const { readDestination } = await import('../generator/plan/given-destination.ts')
    const { destinationTable } = options
    const job = planForOptions(table, project, options, {
      parameters: options.parameter.map(parseParameter),
      ...(destinationTable !== undefined && { destination: readDestination(destinationTable, table.reference) }),
    })
    if (options.explain) return printJob(job)
    const { runJob } = await import('./run-job.ts')
    await runJob(project, table, job, options)
  })
}

async function printJob(job: import('../generator/query-job.ts').QueryJob): Promise<void> {
  const { explainJob } = await import('../generator/plan/explain-job.ts')
  process.stdout.write(`${JSON.stringify(explainJob(job), null, 2)}\n`)
}

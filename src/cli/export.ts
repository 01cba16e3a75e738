import { relative } from 'node:path'
import type { Command } from 'commander'
import type { PlannedExport } from '../generator/plan/plan-export.ts'
import type { Destination } from '../runner/export/destination.ts'
import type { ExportedFile } from '../runner/export/run-export.ts'
import {
  addExamples,
  addFormatOption,
  addWarehouseOptions,
  addWhenOptions,
  collect,
  type OutputFormat,
  type WarehouseOptions,
  type WhenOptions,
} from './options.ts'

interface ExportOptions extends WarehouseOptions, WhenOptions {
  readonly destination?: string
  readonly parameter: readonly string[]
  readonly format: OutputFormat
}

export function addExportCommand(program: Command): void {
  const command = addFormatOption(addWhenOptions(addWarehouseOptions(program.command('export'))))
    .description('write what a table or view declares under "export:" as files')
    .argument('<name...>', 'dataset.table; several are exported one after the other')
    .option(
      '--destination <uri>',
      'a path, file:///FOLDER/, gs://BUCKET/PREFIX/ or s3://BUCKET/PREFIX/ (default: .bqetl/export/<dataset>.<table> in the project)',
    )
    .option('--parameter <name:type:value>', 'another value for a parameter that the metadata list', collect, [])
    .action(exportFiles)
  addExamples(command, [
    ['the files of a day', 'bqetl export telemetry_derived.experiment_channel_aggregates_v1 --date 2024-01-02'],
    [
      'several',
      'bqetl export telemetry.experiment_enrollment_overall telemetry.experiment_unenrollment_overall --interval 2024-01-02T10:00Z/PT5M',
    ],
    [
      'somewhere else',
      'bqetl export telemetry_derived.crash_aggregates_v1 --date 2024-01-02 --destination file:///tmp/crashes/',
    ],
    [
      'into a bucket',
      'bqetl export telemetry_derived.crash_aggregates_v1 --date 2024-01-02 --destination gs://my-bucket/crashes/',
    ],
    [
      'what was written, for a program',
      'bqetl export telemetry_derived.crash_aggregates_v1 --date 2024-01-02 --format json',
    ],
  ])
}

async function exportFiles(names: string[], options: ExportOptions): Promise<void> {
  const { openProject, openWarehouse, withPathsFromHere } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { parseParameter } = await import('../generator/parameter.ts')
  const { planExport } = await import('../generator/plan/plan-export.ts')
  const { upstreamOf } = await import('../generator/sql/dependencies.ts')
  const { exportFolder } = await import('./export-folder.ts')
  const { openDestination } = await import('../runner/export/open-destination.ts')
  const { runExport } = await import('../runner/export/run-export.ts')
  const { intervalOf } = await import('./plan.ts')
  const { oneTableOrView } = await import('./one-table.ts')
  const parameters = options.parameter.map(parseParameter)
  await withPathsFromHere(options, () =>
    untilInterrupted(async (signal) => {
      const project = await openProject(options)
      // Every name and declaration first: a wrong one is told before anything is written.
      const exports: { readonly files: readonly PlannedExport[]; readonly destination: Destination }[] = []
      for (const name of names) {
        const artifact = oneTableOrView(project, name)
        const interval = intervalOf(artifact, project, options)
        const files = planExport(artifact, interval, project, { parameters, upstreamOf: upstreamOf(project) })
        const destination = options.destination ?? exportFolder(artifact, options.projectDir)
        exports.push({ files, destination: await openDestination(destination) })
      }
      await using warehouse = await openWarehouse(project, options, signal)
      const written: Written[] = []
      for (const { files, destination } of exports) {
        const exported = await runExport(warehouse, project, { files, destination, signal })
        written.push({ destination: destination.name, files: exported })
      }
      await report(written, options.format)
    }),
  )
}

interface Written {
  readonly destination: string
  readonly files: readonly ExportedFile[]
}

/** One name gives one object; several of them a list. */
async function report(written: readonly Written[], format: OutputFormat): Promise<void> {
  const { writeJson } = await import('./output.ts')
  if (format === 'json') return writeJson(written.length === 1 ? written[0] : written)
  const { plural } = await import('./report.ts')
  const { formatTable } = await import('./table.ts')
  for (const { destination, files } of written) {
    if (files.length > 0) {
      const columns = [{ title: 'file' }, ...['rows', 'bytes'].map((title) => ({ title, align: 'right' as const }))]
      const cells = files.map(({ name, rows, bytes }) => [name, String(rows), String(bytes)])
      process.stdout.write(formatTable(columns, cells))
    }
    const place = isStore(destination) ? destination : relative('.', destination) || '.'
    process.stdout.write(`${plural(files.length, 'file')} in ${place}\n`)
  }
}

function isStore(place: string): boolean {
  return /^(gs|s3):\/\//.test(place)
}

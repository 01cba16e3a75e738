import type { Command } from 'commander'
import type { TableDefinition, ViewDefinition } from '../generator/artifact.ts'
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
    .argument('<name>', 'dataset.table')
    .option(
      '--destination <uri>',
      'file:///FOLDER/ or a path (default: .bqetl/export/<dataset>.<table> in the project)',
    )
    .option('--parameter <name:type:value>', 'another value for a parameter that the metadata list', collect, [])
    .action(exportFiles)
  addExamples(command, [
    ['the files of a day', 'bqetl export telemetry_derived.experiment_channel_aggregates_v1 --date 2024-01-02'],
    ['somewhere else', 'bqetl export DATASET.TABLE --date 2024-01-02 --destination file:///srv/public/'],
    ['what was written, for a program', 'bqetl export DATASET.TABLE --interval 2024-01-02T10:00Z/PT5M --format json'],
  ])
}

async function exportFiles(name: string, options: ExportOptions): Promise<void> {
  const { openProject, openWarehouse, withPathsFromHere } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { parseParameter } = await import('../generator/parameter.ts')
  const { planExport } = await import('../generator/plan/plan-export.ts')
  const { upstreamOf } = await import('../generator/dependencies.ts')
  const { runExport } = await import('../runner/export/run-export.ts')
  const { intervalOf } = await import('./plan.ts')
  const { oneTableOrView } = await import('./one-table.ts')
  const parameters = options.parameter.map(parseParameter)
  await withPathsFromHere(options, () =>
    untilInterrupted(async (signal) => {
      const project = await openProject(options)
      const artifact = oneTableOrView(project, name)
      const folder = await destinationFolder(artifact, options)
      const interval = intervalOf(artifact, project, options)
      const files = planExport(artifact, interval, project, { parameters, upstreamOf: upstreamOf(project) })
      await using warehouse = await openWarehouse(project, options, signal)
      await report(await runExport(warehouse, project, { files, folder, signal }), folder, options.format)
    }),
  )
}

async function destinationFolder(
  { reference }: TableDefinition | ViewDefinition,
  { destination, projectDir }: ExportOptions,
): Promise<string> {
  const { join } = await import('node:path')
  const { exportFolder } = await import('../runner/export/destination.ts')
  return exportFolder(destination ?? join(projectDir, '.bqetl', 'export', `${reference.dataset}.${reference.table}`))
}

async function report(files: readonly ExportedFile[], folder: string, format: OutputFormat): Promise<void> {
  const { writeJson } = await import('./output.ts')
  if (format === 'json') return writeJson({ folder, files })
  const { plural } = await import('./report.ts')
  const { formatTable } = await import('./table.ts')
  const { relative } = await import('node:path')
  if (files.length > 0) {
    const columns = [{ title: 'file' }, ...['rows', 'bytes'].map((title) => ({ title, align: 'right' as const }))]
    process.stdout.write(
      formatTable(
        columns,
        files.map(({ name, rows, bytes }) => [name, String(rows), String(bytes)]),
      ),
    )
  }
  process.stdout.write(`${plural(files.length, 'file')} in ${relative('.', folder) || '.'}\n`)
}

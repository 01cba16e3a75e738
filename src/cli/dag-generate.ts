import { join, relative, resolve } from 'node:path'
import { DiagnosticsError } from '../errors.ts'
import { generateDags } from '../generator/dag/generate-dags.ts'
import { isGenerated } from '../generator/dag/header.ts'
import type { Project } from '../generator/project/project.ts'
import { compareFolder, type FolderDifference, writeFolder } from './generated-folder.ts'
import type { OutputFormat, ProjectOptions } from './options.ts'
import { writeJson } from './output.ts'
import { plural, printDiagnostics } from './report.ts'
import { fromHere } from './workspace.ts'

export interface DagGenerateOptions extends ProjectOptions {
  readonly outputDir?: string
  readonly check: boolean
  readonly compat?: 'bigquery-etl'
  readonly format: OutputFormat
}

/** Writes the DAGs' files or, with `--check`, says how the folder differs from them. */
export async function generateFiles(
  project: Project,
  names: readonly string[],
  options: DagGenerateOptions,
): Promise<void> {
  const { files, diagnostics } = generateDags(project, options.compat ?? 'bqetl', names)
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new DiagnosticsError(diagnostics)
  const folder = resolve(options.outputDir ?? join(options.projectDir, 'dags'))
  const wanted = new Map(files.map(({ file, text }) => [file, text]))
  // one DAG alone says nothing about the files of others
  const isOurs = (text: string): boolean => names.length === 0 && isGenerated(text)
  const difference = await compareFolder(folder, wanted, isOurs)
  if (!options.check) await writeFolder(folder, wanted, difference)
  const tasks = files.reduce((sum, file) => sum + file.tasks, 0)
  const warnings = fromHere(diagnostics, options.projectDir)
  if (options.format === 'json') writeJson({ folder, dags: files.length, tasks, ...difference, diagnostics: warnings })
  else {
    printDiagnostics(warnings)
    const shown = relative('.', folder) || '.'
    process.stdout.write(options.check ? checked(difference, shown) : written(difference, files.length, tasks, shown))
  }
  if (options.check && isDifferent(difference)) process.exitCode = 1
}

function isDifferent({ stale, missing, orphaned }: FolderDifference): boolean {
  return stale.length + missing.length + orphaned.length > 0
}

function checked(difference: FolderDifference, folder: string): string {
  const lines = (['stale', 'missing', 'orphaned'] as const).flatMap((kind) =>
    difference[kind].map((file) => `${kind.padEnd(9)} ${folder}/${file}\n`),
  )
  if (lines.length === 0) return `${folder}: up to date\n`
  return `${lines.join('')}run \`bqetl dag generate\`\n`
}

function written({ stale, missing, orphaned }: FolderDifference, dags: number, tasks: number, folder: string): string {
  const changed = stale.length + missing.length
  const removed = orphaned.length > 0 ? `, ${orphaned.length} removed` : ''
  return `${plural(dags, 'DAG')} with ${plural(tasks, 'task')} in ${folder}: ${plural(changed, 'file')} written${removed}\n`
}

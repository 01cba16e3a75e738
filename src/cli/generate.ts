import type { Command } from 'commander'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

interface GenerateOptions extends ProjectOptions {
  readonly check: boolean
  readonly format: OutputFormat
}

export function addGenerateCommand(program: Command): void {
  const command = addFormatOption(addProjectOption(program.command('generate')))
    .description('write the files of sql/ that sql_generators/ describe')
    .argument('[name...]', 'generators; none: all')
    .option('--check', 'write nothing; fail where a file is stale, missing or given by nothing any more', false)
    .action(generate)
  addExamples(command, [
    ['all of them', 'bqetl generate'],
    ['one', 'bqetl generate experiment_monitoring'],
    ['whether what is committed is current', 'bqetl generate --check'],
  ])
}

async function generate(names: string[], options: GenerateOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { generateFiles } = await import('../generator/sql-generator/generate.ts')
  const { compareGenerated, staleDiagnostic } = await import('../generator/sql-generator/changes.ts')
  const { writeEdits } = await import('./write-edits.ts')
  const { DiagnosticsError } = await import('../errors.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    const files = generateFiles(project, names)
    const { changes, problems } = compareGenerated(project, files, names.length === 0 ? undefined : new Set(names))
    if (problems.length > 0) throw new DiagnosticsError(problems)
    if (options.check && changes.length > 0) throw new DiagnosticsError(changes.map(staleDiagnostic))
    await writeEdits(options.projectDir, changes)
    await report(changes, files.length, options)
  })
}

type Changes = readonly import('../generator/sql-generator/changes.ts').GeneratedChange[]

async function report(changes: Changes, total: number, { format }: GenerateOptions): Promise<void> {
  if (format === 'json') {
    const { writeJson } = await import('./output.ts')
    return writeJson({ files: total, changes: changes.map(({ kind, path }) => ({ kind, path })) })
  }
  const { plural } = await import('./report.ts')
  for (const { kind, path } of changes) process.stdout.write(`${kind}  ${path}\n`)
  process.stdout.write(
    `${plural(total, 'generated file')}, ${changes.length === 0 ? 'all current' : `${changes.length} changed`}\n`,
  )
}

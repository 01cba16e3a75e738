import type { Command } from 'commander'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

export function addValidateCommand(program: Command): void {
  const command = addFormatOption(addProjectOption(program.command('validate')))
    .description('find every mistake in metadata, schemas, templates and SQL, offline')
    .argument('[name...]', 'dataset.table, a pattern or a path; none means everything')
    .action(validate)
  addExamples(command, [
    ['the whole project', 'bqetl validate'],
    ['what I am working on', 'bqetl validate telemetry_derived.crash_aggregates_v1'],
    ['for a program', 'bqetl validate --format json'],
  ])
}

async function validate(names: string[], options: ProjectOptions & { format: OutputFormat }): Promise<void> {
  const { openProject, fromHere } = await import('./workspace.ts')
  const { isOutside, validateProject } = await import('../generator/validate/project.ts')
  const { startProgress } = await import('./progress.ts')
  const { printDiagnostics, plural } = await import('./report.ts')
  const project = await openProject(options)
  using progress = startProgress(1)
  progress.update(0, 'reading')
  const { artifacts, diagnostics: found } = validateProject(project, names)
  progress[Symbol.dispose]()
  const diagnostics = fromHere(found, options.projectDir)
  if (options.format === 'json') {
    const { writeJson } = await import('./output.ts')
    writeJson({ artifacts, diagnostics })
  } else {
    const own = diagnostics.filter((diagnostic) => !isOutside(diagnostic, project))
    const unknown = diagnostics.length - own.length
    printDiagnostics(names.length > 0 ? diagnostics : own)
    if (names.length === 0 && unknown > 0)
      process.stderr.write(
        `bqetl: ${plural(unknown, 'place')} could not be checked, as tables or parameters are not declared in this tree; a NAME tells its own\n`,
      )
    if (own.length === 0) process.stdout.write(`${plural(artifacts, 'artifact')}, no problem found\n`)
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = 1
}

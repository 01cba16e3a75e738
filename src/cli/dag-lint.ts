import type { Command } from 'commander'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

export function addDagLintCommand(dag: Command): void {
  const command = addFormatOption(addProjectOption(dag.command('lint')))
    .description(
      'find cycles, names that clash, waits for nothing, and sensors that wait in vain or for an older run than they could',
    )
    .argument('[name...]', 'DAGs whose sensors are judged; none: all')
    .action(lint)
  addExamples(command, [['all DAGs', 'bqetl dag lint']])
}

async function lint(names: string[], options: ProjectOptions & { format: OutputFormat }): Promise<void> {
  const { openProject, fromHere } = await import('./workspace.ts')
  const { lintDags } = await import('../generator/dag/lint-dags.ts')
  const { unknownDag } = await import('../generator/project/dags-edit.ts')
  const { plural, printDiagnostics } = await import('./report.ts')
  const project = await openProject(options)
  for (const name of names) if (!project.dags.has(name)) throw unknownDag(name, project.dags.keys())
  const diagnostics = fromHere(lintDags(project, names), options.projectDir)
  if (options.format === 'json') {
    const { writeJson } = await import('./output.ts')
    writeJson(diagnostics)
  } else {
    printDiagnostics(diagnostics)
    if (diagnostics.length === 0) process.stdout.write(`${plural(project.dags.size, 'DAG')}, no problem found\n`)
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = 1
}

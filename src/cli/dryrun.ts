import type { Command } from 'commander'
import type { ResultField } from '../runner/warehouse.ts'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

export function addDryRunCommand(program: Command): void {
  const command = addFormatOption(addProjectOption(program.command('dryrun')))
    .description('what queries and views would give: columns, types, the tables they read; offline')
    .argument('<name...>', 'dataset.table, a pattern or a path')
    .action(dryRun)
  addExamples(command, [['one table', 'bqetl dryrun telemetry_derived.crash_aggregates_v1']])
}

async function dryRun(names: string[], options: ProjectOptions & { format: OutputFormat }): Promise<void> {
  const { openProject, fromHere } = await import('./workspace.ts')
  const { dryRunArtifacts } = await import('../generator/validate/dry-run.ts')
  const { printDiagnostics } = await import('./report.ts')
  const { writeJson } = await import('./output.ts')
  const project = await openProject(options)
  const outcomes = dryRunArtifacts(project, names)
  const diagnostics = fromHere(
    outcomes.flatMap((outcome) => outcome.diagnostics),
    options.projectDir,
  )
  if (options.format === 'json')
    writeJson(
      outcomes.map((outcome) => ({ ...outcome, diagnostics: fromHere(outcome.diagnostics, options.projectDir) })),
    )
  else {
    for (const { name, schema, references } of outcomes)
      if (schema) process.stdout.write(describe(name, schema, references))
    printDiagnostics(diagnostics)
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = 1
}

function describe(name: string, schema: readonly ResultField[], references: readonly string[]): string {
  return [
    name,
    ...schema.flatMap((field) => describeField(field, '  ')),
    `  reads ${references.join(', ') || 'nothing'}`,
    '',
  ].join('\n')
}

function describeField({ name, type, mode, fields = [] }: ResultField, indent: string): string[] {
  const line = `${indent}${name || '(no name)'} ${type}${mode === 'REPEATED' ? ' REPEATED' : ''}`
  return [line, ...fields.flatMap((field) => describeField(field, `${indent}  `))]
}

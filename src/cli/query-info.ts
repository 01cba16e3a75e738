import type { Command } from 'commander'
import { DiagnosticsError } from '../errors.ts'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

export function addInfoCommand(query: Command): void {
  const command = addFormatOption(addProjectOption(query.command('info')))
    .description('what the project says about a table: owners, schedule, partitioning, what it reads')
    .argument('[name...]', 'dataset.table, a pattern or a path; none means all')
    .action(printInfo)
  addExamples(command, [['one table', 'bqetl query info telemetry_derived.crash_aggregates_v1']])
}

/** A table whose files are wrong does not keep the others back; it is told behind them. */
async function printInfo(names: string[], options: ProjectOptions & { format: OutputFormat }): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { describeTable } = await import('../generator/sql/describe-table.ts')
  const { selectArtifacts } = await import('../generator/project/names.ts')
  const { collectSound } = await import('../generator/project/collect.ts')
  const { writeJson } = await import('./output.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    const tables = selectArtifacts(project, names, ['table'])
    const { results, diagnostics } = collectSound(tables, (table) => describeTable(table, project))
    if (options.format === 'json' && results.length > 0) writeJson(results)
    if (options.format === 'text') for (const table of results) process.stdout.write(describe(table))
    if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  })
}

function describe({ name, ...rest }: { readonly name: string }): string {
  const lines = Object.entries(rest).map(([key, value]) => {
    const text = Array.isArray(value) ? value.join(', ') || 'none' : (value ?? 'none')
    return `  ${`${key}:`.padEnd(14)} ${text}\n`
  })
  return `${name}\n${lines.join('')}`
}

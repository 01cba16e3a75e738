import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import type { FormatOptions } from './format-options.ts'
import { addExamples, addFormatOption, addProjectOption } from './options.ts'

export function addFormatCommand(program: Command): void {
  const command = addFormatOption(addProjectOption(program.command('format')))
    .description('lay out SQL templates, in place; without a path from standard input to standard output')
    .argument('[name...]', 'files, folders, dataset.table or patterns')
    .option('--check', 'write nothing; fail where a file would change', false)
    .option('--diff', 'write nothing; show what would change', false)
    .option('--ignore-skip', 'also the files that format.skip of bqetl_project.yaml names', false)
    .action(format)
  addExamples(command, [
    ['what I am working on', 'bqetl format telemetry_derived.crash_aggregates_v1'],
    ['whether everything under sql/ is laid out', 'bqetl format --check sql'],
    ['what would change', 'bqetl format --diff sql/telemetry_derived'],
    ['in an editor or a pipe', 'cat sql/telemetry_derived/main_summary_v4/query.sql | bqetl format'],
  ])
  command.addHelpText('after', NOTES)
}

const NOTES = `
Only white space changes, and the case of keywords and of BigQuery's functions; names of tables stay as they are written.
-- format:off and -- format:on enclose what shall stay. Files may hold Jinja; what is read is the template, never what it gives.`

async function format(names: string[], options: FormatOptions): Promise<void> {
  if (names.length > 0) {
    const { withPathsFromHere } = await import('./workspace.ts')
    const { formatPaths } = await import('./format-paths.ts')
    return withPathsFromHere(options, () => formatPaths(names, options))
  }
  if (process.stdin.isTTY)
    throw new UsageError('usage', 'nothing is named to be formatted', {
      hint: 'name files, folders or tables (bqetl format sql), or pipe a text in',
    })
  const { formatInput } = await import('./format-input.ts')
  await formatInput(options)
}

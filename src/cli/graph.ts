import { type Command, Option } from 'commander'
import type { DrawingOptions } from './graph-drawing.ts'
import { addExamples, addProjectOption, SELECTOR_FORMS } from './options.ts'

export function addGraphCommand(program: Command): void {
  const command = addProjectOption(program.command('graph'))
    .description('draw what reads what: tables and views, or the tasks of DAGs')
    .argument('[selector...]', `${SELECTOR_FORMS}; none: everything`)
    .option('--tasks', 'tasks by DAG, with the sensors between DAGs, instead of tables', false)
    .option('--since <revision>', 'what state:changed compares with, a git revision', 'HEAD')
    .addOption(
      new Option('--format <format>', 'a drawing, a text that Markdown draws, or data')
        .choices(['svg', 'mermaid', 'json'])
        .default('svg'),
    )
    .option('--output <file>', 'where to write (default: standard output)')
    .option('--link-base <url>', 'where the files that boxes lead to lie (default: the folder of the project)')
    .action(graph)
  addExamples(command, [
    ['everything', 'bqetl graph --output graph.svg'],
    ['what a table is made from, and what is made from it', 'bqetl graph +telemetry_derived.addons_v2+ > addons.svg'],
    ['what a branch touches, in Markdown', 'bqetl graph state:changed+ --since main --format mermaid'],
    ['the tasks of a DAG, and those of others that they wait for', 'bqetl graph dag:bqetl_addons --tasks > dag.svg'],
    ['boxes that lead to a forge', 'bqetl graph --link-base https://github.com/me/etl/blob/main/ > graph.svg'],
  ])
}

async function graph(selectors: string[], options: DrawingOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { drawnGraph } = await import('./graph-drawing.ts')
  await withPathsFromHere(options, async () => {
    const text = drawnGraph(await openProject(options), selectors, options)
    if (options.output === undefined) return void process.stdout.write(text)
    await write(options.output, text)
    process.stderr.write(`bqetl: ${options.output} is written\n`)
  })
}

async function write(path: string, text: string): Promise<void> {
  const { UsageError } = await import('../errors.ts')
  const { basename, dirname } = await import('node:path')
  const { writeEdits } = await import('./write-edits.ts')
  await writeEdits(dirname(path), [{ path: basename(path), text }]).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError('unwritable-file', `${path} cannot be written: ${error.message}`, { cause: error })
  })
}

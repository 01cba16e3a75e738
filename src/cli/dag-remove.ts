import type { Command } from 'commander'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

interface RemoveOptions extends ProjectOptions {
  readonly outputDir: string
  readonly dryRun: boolean
  readonly format: OutputFormat
}

export function addDagRemoveCommand(dag: Command): void {
  const command = addFormatOption(addProjectOption(dag.command('remove')))
    .description('take a DAG out of dags.yaml, of the metadata that name it, and of the generated files')
    .argument('<name>', 'a DAG of dags.yaml')
    .option('--output-dir <dir>', 'folder of the generated files, from the project', 'dags')
    .option('--dry-run', 'say which files would change, and stop', false)
    .action(remove)
  addExamples(command, [
    ['what would change', 'bqetl dag remove bqetl_search --dry-run'],
    ['do it', 'bqetl dag remove bqetl_search'],
  ])
}

async function remove(name: string, options: RemoveOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { removeDag } = await import('../generator/project/dags-edit.ts')
  const { writeEdits } = await import('./write-edits.ts')
  await withPathsFromHere(options, async () => {
    const edits = removeDag(await openProject(options), name, options.outputDir)
    if (!options.dryRun) await writeEdits(options.projectDir, edits)
    if (options.format === 'json') {
      const { writeJson } = await import('./output.ts')
      return writeJson({ dag: name, changed: edits.map(({ path }) => path) })
    }
    for (const { path, text } of edits) process.stdout.write(`${text === undefined ? 'remove' : 'change'}  ${path}\n`)
    // other files still hold the markers of its sensors
    if (edits.some(({ text }) => text === undefined)) process.stdout.write('then run `bqetl dag generate`\n')
  })
}

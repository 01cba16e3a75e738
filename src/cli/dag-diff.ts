import type { Command } from 'commander'
import type { DagDifference } from '../generator/dag/diff-dags.ts'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

interface DiffOptions extends ProjectOptions {
  readonly with?: string
  readonly format: OutputFormat
}

export function addDagDiffCommand(dag: Command): void {
  const command = addFormatOption(addProjectOption(dag.command('diff')))
    .description('what the DAGs mean otherwise than in another revision: tasks, edges, commands, parameters')
    .argument('[revision]', 'a git revision', 'HEAD')
    .option('--with <project>', 'compare with the project of another folder instead')
    .action(diff)
  addExamples(command, [
    ['what is not committed', 'bqetl dag diff'],
    ['what a branch changes', 'bqetl dag diff main'],
    ['two folders', 'bqetl dag diff --with ../before'],
  ])
}

async function diff(revision: string, options: DiffOptions): Promise<void> {
  const { resolve } = await import('node:path')
  const { openProject } = await import('./workspace.ts')
  const { gitSource } = await import('../generator/project/git-source.ts')
  const { folderSource } = await import('../generator/project/file-source.ts')
  const { loadProject } = await import('../generator/project/load-project.ts')
  const { diffDags } = await import('../generator/dag/diff-dags.ts')
  const source =
    options.with === undefined ? gitSource(resolve(options.projectDir), revision) : folderSource(options.with)
  const differences = diffDags(loadProject(source), await openProject(options))
  if (options.format === 'json') return (await import('./output.ts')).writeJson(differences)
  process.stdout.write(differences.map(text).join('') || 'the DAGs mean the same\n')
}

function text({ dag, task, kind, what, before, after }: DagDifference): string {
  const name = task === undefined ? dag : `${dag}.${task}`
  if (kind !== 'changed') return `${kind}  ${name}\n`
  return `changed  ${name}  ${what}\n  - ${shown(before)}\n  + ${shown(after)}\n`
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

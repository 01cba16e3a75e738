import { type Command, Option } from 'commander'
import { addDagCreateCommand } from './dag-create.ts'
import { addDagDiffCommand } from './dag-diff.ts'
import { addDagExplainCommand } from './dag-explain.ts'
import type { DagGenerateOptions } from './dag-generate.ts'
import { addDagInfoCommand } from './dag-info.ts'
import { addDagLintCommand } from './dag-lint.ts'
import { addDagRemoveCommand } from './dag-remove.ts'
import { addExamples, addFormatOption, addProjectOption } from './options.ts'

export function addDagCommand(program: Command): void {
  const dag = program
    .command('dag')
    .description('what the scheduler runs: Airflow’s DAGs, made from dags.yaml and metadata')
  addGenerateCommand(dag)
  addDagInfoCommand(dag)
  addDagExplainCommand(dag)
  addDagLintCommand(dag)
  addDagDiffCommand(dag)
  addDagCreateCommand(dag)
  addDagRemoveCommand(dag)
}

function addGenerateCommand(dag: Command): void {
  const command = addFormatOption(addProjectOption(dag.command('generate')))
    .description('write the Airflow files of DAGs; nothing is written unless everything is right')
    .argument('[name...]', 'of DAGs in dags.yaml; none means all')
    .option('--output-dir <dir>', 'folder of the files (default: dags in the project)')
    .option('--check', 'write nothing; name the files that are stale, missing or left over', false)
    .addOption(
      new Option('--compat <generator>', 'files for Mozilla’s Airflow, as that generator writes them').choices([
        'bigquery-etl',
      ]),
    )
    .action(generate)
  addExamples(command, [
    ['all of them, into dags/', 'bqetl dag generate'],
    ['is what is committed up to date?', 'bqetl dag generate --check'],
    ['one DAG, elsewhere', 'bqetl dag generate bqetl_addons --output-dir /tmp/dags'],
    ['of a checkout of mozilla/bigquery-etl', 'bqetl dag generate --project-dir bigquery-etl --compat bigquery-etl'],
  ])
}

async function generate(names: string[], options: DagGenerateOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { generateFiles } = await import('./dag-generate.ts')
  await withPathsFromHere(options, async () => generateFiles(await openProject(options), names, options))
}

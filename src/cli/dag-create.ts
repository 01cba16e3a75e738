import type { Command } from 'commander'
import {
  addExamples,
  addFormatOption,
  addProjectOption,
  collect,
  type OutputFormat,
  type ProjectOptions,
  parseWholeNumber,
} from './options.ts'

interface CreateOptions extends ProjectOptions {
  readonly scheduleInterval: string
  readonly description: string
  readonly owner: string
  readonly email: readonly string[]
  readonly startDate: string
  readonly retries: number
  readonly retryDelay: string
  readonly tag: readonly string[]
  readonly catchup: boolean
  readonly format: OutputFormat
}

export function addDagCreateCommand(dag: Command): void {
  const command = addFormatOption(addProjectOption(dag.command('create')))
    .description('add a DAG to dags.yaml, whose other lines stay as they are')
    .argument('<name>', 'bqetl_… or private_bqetl_…')
    .requiredOption('--schedule-interval <schedule>', 'daily, hourly, …, a cron text in UTC, or a time such as 3h')
    .requiredOption('--owner <address>', 'who is asked when it fails')
    .requiredOption('--start-date <date>', 'the first logical date, YYYY-MM-DD')
    .requiredOption('--description <text>', 'what it is for')
    .option('--tag <tag>', 'such as impact/tier_2; may be given several times', collect, [])
    .option('--email <address>', 'who is written to (default: the owner); may be given several times', collect, [])
    .option('--retries <count>', 'of each task', parseWholeNumber, 2)
    .option('--retry-delay <time>', 'between two tries', '30m')
    .option('--catchup', 'make up for runs of the past', false)
    .action(create)
  addExamples(command, [
    [
      'a daily one',
      "bqetl dag create bqetl_search --schedule-interval '0 3 * * *' --owner ada@example.com --start-date 2024-01-01 --description 'Searches by day' --tag impact/tier_2",
    ],
  ])
}

async function create(name: string, options: CreateOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { addDag } = await import('../generator/project/dags-edit.ts')
  const { writeEdits } = await import('./write-edits.ts')
  await withPathsFromHere(options, async () => {
    const { tag: tags, email } = options
    const dag = { ...options, name, tags, email: email.length > 0 ? email : [options.owner] }
    const edit = addDag(await openProject(options), dag)
    await writeEdits(options.projectDir, [edit])
  })
  if (options.format === 'json') return (await import('./output.ts')).writeJson({ dag: name, changed: ['dags.yaml'] })
  process.stdout.write(`dags.yaml has ${name}; name it in the scheduling of a table's metadata.yaml\n`)
}

import type { Command } from 'commander'
import type { DagDescription } from '../generator/dag/describe-dag.ts'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

export function addDagInfoCommand(dag: Command): void {
  const command = addFormatOption(addProjectOption(dag.command('info')))
    .description('the DAGs of dags.yaml; of one its tasks, what they run and what they wait for')
    .argument('[name]', 'a DAG')
    .action(info)
  addExamples(command, [
    ['all of them', 'bqetl dag info'],
    ['one with its tasks', 'bqetl dag info bqetl_addons'],
  ])
}

async function info(name: string | undefined, options: ProjectOptions & { format: OutputFormat }): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { chosenDags } = await import('./dag-selection.ts')
  const { describeDag } = await import('../generator/dag/describe-dag.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    const dags = chosenDags(project, name === undefined ? [] : [name]).map((dag) => describeDag(dag, project))
    if (options.format === 'json') return (await import('./output.ts')).writeJson(name === undefined ? dags : dags[0]!)
    process.stdout.write(name === undefined ? await table(dags) : dags.map(text).join('\n'))
  })
}

async function table(dags: readonly DagDescription[]): Promise<string> {
  const { formatTable } = await import('./table.ts')
  const columns = [
    { title: 'DAG' },
    { title: 'schedule' },
    { title: 'tasks', align: 'right' as const },
    { title: 'owner' },
  ]
  return formatTable(
    columns,
    dags.map(({ name, schedule, tasks, owner }) => [name, schedule, String(tasks.length), owner]),
  )
}

function text({ name, schedule, description, owner, startDate, tags, tasks }: DagDescription): string {
  const head = [
    description === '' ? name : `${name}: ${description.trimEnd()}`,
    `  schedule ${schedule}, from ${startDate}`,
    `  owner ${owner}`,
  ]
  const lines = tasks.flatMap(({ id, command, after, waits }) => [
    '',
    `  ${id}`,
    ...(command === undefined ? [] : [`    ${command}`]),
    ...(after.length > 0 ? [`    after ${after.join(', ')}`] : []),
    ...waits.map(({ dag, task, delta }) => `    waits for ${dag}.${task}, ${dateOf(delta)}`),
  ])
  return `${[...head, ...(tags.length > 0 ? [`  tags ${tags.join(', ')}`] : []), ...lines].join('\n')}\n`
}

/** Which run that is, by its logical date. */
function dateOf(delta: string): string {
  if (delta === '0s') return 'same logical date'
  if (delta === 'varies') return 'the newest that is complete'
  return delta.startsWith('-') ? `${delta.slice(1)} later` : `${delta} earlier`
}

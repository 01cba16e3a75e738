import type { Command } from 'commander'
import type { ExplainedRun, ExplainedTask, ExplainedWait } from '../generator/dag/explain-run.ts'
import { addExamples, addFormatOption, addProjectOption, type OutputFormat, type ProjectOptions } from './options.ts'

interface ExplainOptions extends ProjectOptions {
  readonly date: string
  readonly all: boolean
  readonly format: OutputFormat
}

export function addDagExplainCommand(dag: Command): void {
  const command = addFormatOption(addProjectOption(dag.command('explain')))
    .description('for a day, what each task of a DAG runs and binds, and which run of another DAG it waits for')
    .argument('<name>', 'a DAG')
    .requiredOption('--date <date>', 'the day of the logical date, YYYY-MM-DD')
    .option('--all', 'of several runs of that day each, not only the last', false)
    .action(explain)
  addExamples(command, [['a day', 'bqetl dag explain bqetl_addons --date 2024-01-02']])
}

async function explain(name: string, options: ExplainOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { chosenDags } = await import('./dag-selection.ts')
  const { boundsOfDay, explainRun } = await import('../generator/dag/explain-run.ts')
  const { logicalDatesBetween } = await import('../generator/schedule/runs.ts')
  const { parseCalendarDate } = await import('../generator/time/calendar-date.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    const [dag] = chosenDags(project, [name])
    const dates = logicalDatesBetween(dag!.schedule, ...boundsOfDay(parseCalendarDate(options.date)))
    const chosen = options.all ? dates : dates.slice(-1)
    const runs = chosen.map((date) => explainRun(dag!, date, project))
    if (options.format === 'json') return (await import('./output.ts')).writeJson(runs)
    if (dates.length > chosen.length)
      process.stderr.write(`bqetl: ${dates.length} runs that day, this is the last; --all shows each\n`)
    if (dates.length === 0) process.stdout.write(`${name} has no run with a logical date on ${options.date}\n`)
    process.stdout.write(runs.map(text).join('\n'))
  })
}

function text({ dag, logicalDate, startsAt, interval, tasks }: ExplainedRun): string {
  const head = `${dag}, logical date ${logicalDate}: starts at ${startsAt}, fills ${interval}\n`
  return head + tasks.map(taskText).join('')
}

function taskText({ id, command, destination, parameters, after, waits }: ExplainedTask): string {
  const bound = (parameters as readonly { name: string; type: string; value: unknown }[] | undefined) ?? []
  const lines = [
    '',
    `  ${id}`,
    ...(command === undefined ? [] : [`    ${command}`]),
    ...(destination === undefined ? [] : [`    writes ${String(destination)}`]),
    ...bound.map((parameter) => `    binds ${parameter.name} ${parameter.type} = ${JSON.stringify(parameter.value)}`),
    ...(after.length > 0 ? [`    after ${after.join(', ')}`] : []),
    ...waits.map(waitText),
  ]
  return `${lines.join('\n')}\n`
}

function waitText({ dag, task, logicalDate, interval }: ExplainedWait): string {
  if (logicalDate === null) return `    waits for ${dag}.${task}, nobody says of which run`
  return `    waits for ${dag}.${task} of ${logicalDate}${interval === null ? '' : ` (${interval})`}`
}

import { artifactName, type TableDefinition, type ViewDefinition } from '../project/artifact.ts'
import type { Metadata } from '../project/metadata.ts'
import type { ProjectConfiguration } from '../project/project-configuration.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { taskInterval } from '../schedule/task-interval.ts'
import type { Task } from './model.ts'
import { publicJsonWords, publicMetadataWords } from './public-json.ts'

/**
 * The words of the command that a task runs in the project's folder; they may hold Airflow's templates. The run's time is that of its
 * logical date, which is the same on every Airflow; everything else follows from the project's files, as by hand.
 *
 * @returns undefined for tasks that run no command
 */
export function taskCommand(
  task: Task,
  schedule: Schedule,
  configuration: ProjectConfiguration,
  metadata: Metadata | undefined,
): readonly string[] | undefined {
  const { artifact, kind, scheduling } = task
  if (kind === 'public-metadata') return publicMetadataWords()
  if (artifact === undefined || metadata === undefined) return undefined
  const name = commandName(artifact, configuration)
  const when = intervalWords(schedule)
  const destination = metadata.export?.destination
  switch (kind) {
    case 'query':
      return ['bqetl', 'query', 'run', name, ...when]
    case 'check-fail':
    case 'check-warn':
      return ['bqetl', 'check', 'run', name, '--marker', kind === 'check-fail' ? 'fail' : 'warn', ...when]
    case 'export':
      return ['bqetl', 'export', name, ...when, ...(destination === undefined ? [] : ['--destination', destination])]
    case 'python':
      return ['python', artifact.path!, ...scheduling.arguments]
    case 'public-json':
      return publicJsonWords(task, artifact as TableDefinition)
    case 'bigeye':
      return (configuration.airflow.bigeyeCommand ?? THEIR_BIGEYE)
        .replaceAll('{table}', artifactName(artifact))
        .split(/\s+/)
    default:
      return undefined
  }
}

/** Of a checkout of bigquery-etl. */
const THEIR_BIGEYE = 'script/bqetl monitoring run {table}'

/** As short as it can be: without the project where it is the default one. */
function commandName(artifact: TableDefinition | ViewDefinition, { projectId }: ProjectConfiguration): string {
  const { project, dataset, table } = artifact.reference
  return project === projectId ? `${dataset}.${table}` : artifactName(artifact)
}

/** `--date {{ ds }}`, or the part of a day that runs of this schedule fill: `--interval {{ ts }}/PT5M`. */
export function intervalWords(schedule: Schedule): readonly string[] {
  const interval = taskInterval(schedule)
  if (interval.kind === 'date') return ['--date', '{{ ds }}']
  const { offsetMinutes, duration } = interval
  const start =
    offsetMinutes === 0 ? '{{ ts }}' : `{{ (logical_date - macros.timedelta(minutes=${offsetMinutes})).isoformat() }}`
  return ['--interval', `${start}/${duration}`]
}

/** One line for a shell; templates are left alone, for Airflow puts their values in before the shell reads it. */
export function shellCommand(words: readonly string[]): string {
  const line = words.map(shellWord).join(' ')
  // Airflow takes what ends in .sh for the name of a template's file
  return line.endsWith('.sh') ? `${line} ` : line
}

const PLAIN = /^[\w@%+=:,./-]+$/
const SAFE_TEMPLATE =
  /^(?:[\w@%+=:,./-]|\{\{ (?:ds|ts|ds_nodash|\(logical_date - macros\.timedelta\(minutes=\d+\)\)\.isoformat\(\)) \}\})+$/

function shellWord(word: string): string {
  if (PLAIN.test(word) || SAFE_TEMPLATE.test(word)) return word
  const parts = word.split(/(\{\{.*?\}\}|\{%.*?%\})/s)
  return `'${parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll("'", `'"'"'`))).join('')}'`
}

import { type Random, randomOf } from '../../src/generator/sample/random.ts'
import { dagYaml } from './dag-project.ts'

/** A project of one scheduled table, with a day that its DAG has a run on. */
export interface RandomProject {
  readonly files: Readonly<Record<string, string>>
  readonly day: string
}

const SCHEDULES = [
  '0 3 * * *',
  '30 1 * * *',
  'daily',
  '0 4 * * 1-5',
  '0 2 1 * *',
  '30 * * * *',
  '*/5 * * * *',
  '0 */6 * * *',
  '3h',
  '@weekly',
]
const UNITS = [undefined, 'day', 'day', 'day', 'hour', 'month']
const PARAMETERS = [
  'n:INT64:3',
  'run_day:STRING:{{ ds_nodash }}',
  'before:DATE:{{ macros.ds_add(ds, -7) }}',
  'at:STRING:{{ execution_date.strftime("%Y-%m") }}',
]
const ARGUMENTS = ['--append_table', '--schema_update_option=ALLOW_FIELD_ADDITION', '--noreplace']

/** The same number gives the same project. */
export function randomProject(number: number): RandomProject {
  const random = randomOf('metadata', number)
  const unit = pick(random, UNITS)
  const schedule = pick(random, SCHEDULES)
  const lines = [
    'dag_name: bqetl_one',
    ...(unit === undefined ? ['date_partition_parameter: null'] : maybe(random, 0.3, 'date_partition_parameter: day')),
    ...(unit === 'day' ? maybe(random, 0.3, `date_partition_offset: ${-1 - Math.floor(random.next() * 3)}`) : []),
    ...list(random, 'parameters', PARAMETERS),
    ...(unit === undefined ? [] : list(random, 'arguments', ARGUMENTS)),
  ]
  const metadata = [
    'friendly_name: T\ndescription: T\nowners: [ada@example.com]',
    `scheduling:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    ...(unit === undefined ? [] : [`bigquery:\n  time_partitioning: {type: ${unit}, field: at}`]),
  ]
  return {
    files: {
      'dags.yaml': dagYaml('bqetl_one', schedule),
      'sql/shop_derived/one_v1/query.sql': 'SELECT 1 AS x\n',
      'sql/shop_derived/one_v1/metadata.yaml': `${metadata.join('\n')}\n`,
    },
    day: new Date(Date.UTC(2024, 0, 1 + Math.floor(random.next() * 400))).toISOString().slice(0, 10),
  }
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random.next() * values.length)]!
}

function maybe(random: Random, chance: number, line: string): string[] {
  return random.next() < chance ? [line] : []
}

function list(random: Random, key: string, values: readonly string[]): string[] {
  const chosen = values.filter(() => random.next() < 0.3)
  return chosen.length === 0 ? [] : [`${key}:`, ...chosen.map((value) => `- '${value.replaceAll("'", "''")}'`)]
}

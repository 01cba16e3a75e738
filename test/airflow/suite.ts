import { appendFileSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExplainedRun, ExplainedTask } from '../../src/generator/dag/explain-run.ts'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'
import { type Airflow, type AirflowVersion, openAirflow } from './environment.ts'
import { copyContent, dagYaml, metadataYaml } from './sample-project.ts'
import { firstScheduledRun } from './standalone.ts'

/** DAGs run for these days, which the samples are for too; what they wait for runs before. */
const FIRST_DAY = '2024-01-01'
const RUNS = {
  bqetl_addons: FIRST_DAY,
  bqetl_experiments_hourly: FIRST_DAY,
  bqetl_experiments_live: FIRST_DAY,
  bqetl_fives: FIRST_DAY,
}

/** A five-minute DAG that waits for an hourly one: which of its runs differs from run to run. */
const PAIR = {
  'sql/telemetry_derived/hours_v1/metadata.yaml': metadataYaml(
    'Hours',
    'scheduling: {dag_name: bqetl_hours}\nbigquery:\n  time_partitioning: {type: hour, field: hour}\n',
  ),
  'sql/telemetry_derived/hours_v1/query.sql': 'SELECT TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR) AS hour\n',
  'sql/telemetry_derived/fives_v1/metadata.yaml': metadataYaml(
    'Fives',
    'scheduling: {dag_name: bqetl_fives, date_partition_parameter: null}\n',
  ),
  'sql/telemetry_derived/fives_v1/query.sql':
    "SELECT MAX(hour) AS newest, CURRENT_TIMESTAMP() AS now FROM telemetry_derived.hours_v1 WHERE hour >= '2023-12-31'\n",
}

/** The DAGs of our own project in one version of Airflow. */
export function airflowSuite(version: AirflowVersion): void {
  describe(`Airflow ${version}`, () => {
    let project: Folder
    let airflow: Airflow
    beforeAll(() => {
      project = sampleProject()
      run(['dag', 'generate'])
      airflow = openAirflow(version, {
        home: project.file('airflow'),
        dags: project.file('dags'),
        project: project.path,
      })
      airflow.airflow('db', 'migrate')
      airflow.airflow('dags', 'reserialize')
    })
    afterAll(() => project[Symbol.dispose]())

    function run(args: readonly string[]): string {
      const { code, out, err } = bqetl(project, args)
      expect(code, `${args.join(' ')}\n${err}`).toBe(0)
      return out
    }

    /** The last run of that day, or the one of this logical date. */
    function explained(dag: string, day: string, logicalDate?: string): ExplainedRun {
      const args = ['dag', 'explain', dag, '--date', day, '--format', 'json', ...(logicalDate ? ['--all'] : [])]
      const runs: readonly ExplainedRun[] = JSON.parse(run(args))
      return logicalDate ? runs.find((each) => each.logicalDate === logicalDate)! : runs.at(-1)!
    }

    /** With the runs that it waits for before it, each once. */
    function withUpstream(wanted: ExplainedRun, found: Map<string, ExplainedRun>): void {
      for (const { dag, logicalDate } of wanted.tasks.flatMap(({ waits }) => waits)) {
        if (!found.has(`${dag}@${logicalDate}`))
          withUpstream(explained(dag, logicalDate!.slice(0, 10), logicalDate!), found)
      }
      found.set(`${wanted.dag}@${wanted.logicalDate}`, wanted)
    }

    test('loads every DAG without an error or a warning', () => {
      const known: readonly { name: string; tasks: readonly object[] }[] = JSON.parse(
        run(['dag', 'info', '--format', 'json']),
      )
      const report = airflow.load()
      expect(report).toMatchObject({ importErrors: {}, warnings: {} })
      expect(Object.keys(report.tasks).sort()).toEqual(known.map(({ name }) => name).sort())
      for (const { name, tasks } of known) expect(report.tasks[name]).toBeGreaterThanOrEqual(tasks.length)
    })

    test('runs daily, hourly and five-minute DAGs, sensors and all, to the same tables as by hand', () => {
      for (const database of ['.bqetl/warehouse', 'by-hand']) {
        run(['deploy', '--database', database])
        run(['sample', 'load', '--date', FIRST_DAY, '--days', '1', '--scale', '0.05', '--database', database])
      }
      const found = new Map<string, ExplainedRun>()
      for (const [dag, day] of Object.entries(RUNS)) withUpstream(explained(dag, day), found)
      expect([...found.values()].map(({ dag }) => dag)).toEqual(
        expect.arrayContaining(['bqetl_main_summary', 'bqetl_hours', ...Object.keys(RUNS)]),
      )
      const { runs } = airflow.load(...[...found.keys()].map((key) => key.replace(/Z$/, '+00:00')))
      for (const { dag, state, tasks } of runs) expect({ dag, state, tasks }).toMatchObject({ state: 'success' })
      for (const command of [...found.values()]
        .flatMap(({ tasks }) => inOrder(tasks))
        .map(({ command = '' }) => command)) {
        if (/^bqetl query run /.test(command)) run([...command.split(' ').slice(1), '--database', 'by-hand'])
      }
      const commands = [...found.values()].flatMap(({ tasks }) => tasks.map(({ command = '' }) => command))
      const tables = new Set(commands.flatMap((command) => /^bqetl query run (\S+) /.exec(command)?.[1] ?? []))
      expect(tables.size).toBe(16)
      for (const table of tables)
        expect({ table, content: content(table, 'by-hand') }).toEqual({ table, content: content(table) })
    })

    /** Rows and a checksum of a table. */
    function content(table: string, database = '.bqetl/warehouse'): unknown {
      const sql = `SELECT COUNT(*), BIT_XOR(FARM_FINGERPRINT(TO_JSON_STRING(t))) FROM ${table} AS t`
      return JSON.parse(run(['sql', '--format', 'json', '--database', database, sql])).rows
    }

    test('schedules a run by itself that fills the partition of its day', async () => {
      const dag = 'bqetl_crash_aggregates'
      const { schedule } = JSON.parse(run(['dag', 'info', dag, '--format', 'json']))
      expect(schedule).toBe('0 1 * * *')
      const day = lastWholeDay(1, new Date())
      run(['sample', 'load', 'main', 'crash', '--date', day, '--days', '1', '--scale', '0.02'])
      const only = project.file('scheduled')
      mkdirSync(only)
      cpSync(project.file(`dags/${dag}.py`), join(only, `${dag}.py`))
      const home = project.file('airflow-scheduled')
      const standalone = openAirflow(version, { home, dags: only, project: project.path })
      const scheduled = await firstScheduledRun(standalone, 240_000)
      expect(scheduled).toMatchObject({ dag, state: 'success' })
      expect(scheduled.start.slice(0, 10)).toBe(day)
      const count = `SELECT COUNT(*) > 0 FROM telemetry_derived.crash_aggregates_v1 WHERE submission_date = '${day}'`
      expect(JSON.parse(run(['sql', '--format', 'json', count])).rows).toEqual([[true]])
    })
  })
}

function sampleProject(): Folder {
  const folder = temporaryFolder()
  copyContent(folder.path)
  folder.write(PAIR)
  appendFileSync(
    folder.file('dags.yaml'),
    `\n${dagYaml('bqetl_hours', '30 * * * *')}\n${dagYaml('bqetl_fives', '*/5 * * * *')}`,
  )
  return folder
}

/** The day of the newest run of a daily schedule whose interval is over: it began a day before the last tick. */
function lastWholeDay(hour: number, now: Date): string {
  const tick = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour)
  return new Date((tick <= now.getTime() ? tick : tick - 86_400_000) - 86_400_000).toISOString().slice(0, 10)
}

/** Each task after those that it waits for. */
function inOrder(tasks: readonly ExplainedTask[]): readonly ExplainedTask[] {
  const ordered = new Set<ExplainedTask>()
  const visit = (task: ExplainedTask): void => {
    for (const id of task.after) visit(tasks.find((other) => other.id === id)!)
    ordered.add(task)
  }
  for (const task of tasks) visit(task)
  return [...ordered]
}

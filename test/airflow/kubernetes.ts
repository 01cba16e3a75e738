import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'
import { type Airflow, type AirflowVersion, type DagReport, openAirflow } from './environment.ts'
import { copyContent, dagYaml, metadataYaml } from './sample-project.ts'

/** A pod as Airflow asked for it. */
interface Pod {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly serviceAccount: string
  readonly image: string
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly env: readonly unknown[]
  readonly volumes: readonly unknown[]
  readonly volumeMounts: readonly unknown[]
}

interface Report {
  readonly pods: readonly Pod[]
  readonly letters: readonly { readonly to: readonly string[] }[]
}

const CONFIGURATION = `project_id: bqetl
airflow:
  way: kubernetes
  image: registry.example.com/bqetl:1
  namespace: etl
  service_account: runner
  volume_claim: kept
  email_from: airflow@example.com
`
const PARTITIONED = 'bigquery:\n  time_partitioning: {type: day, field: submission_date}\n'
const TABLES = {
  days_v1: "SELECT @submission_date AS submission_date, 'Ada' AS name",
  fives_v1: 'SELECT DATE(CURRENT_TIMESTAMP()) AS submission_date, CURRENT_TIMESTAMP() AS now',
  wrong_v1: "SELECT @submission_date AS submission_date, ERROR('wrong') AS name",
  outage_v1: 'SELECT @submission_date AS submission_date',
}
const SCHEDULES: Readonly<Record<string, string>> = { fives_v1: '*/5 * * * *' }

/** Tasks that are pods, in one version of Airflow, beside a Kubernetes that runs them as processes (run_pods.py). */
export function kubernetesSuite(version: AirflowVersion): void {
  describe(`Airflow ${version} and Kubernetes`, () => {
    let project: Folder
    beforeAll(() => {
      project = temporaryFolder()
    })
    afterAll(() => project[Symbol.dispose]())

    function open(folder: string): Airflow {
      return openAirflow(version, {
        home: project.file(`airflow-${folder}`),
        dags: project.file(`${folder}/dags`),
        project: project.file(folder),
        extra: 'kubernetes',
      })
    }

    function run(folder: string, ...args: readonly string[]): string {
      const { code, out, err } = bqetl(project, [...args, '--project-dir', project.file(folder)])
      expect(code, `${args.join(' ')}\n${err}`).toBe(0)
      return out
    }

    test('loads every DAG of the sample project without an error or a warning', () => {
      copyContent(project.file('sample'))
      project.write({ 'sample/bqetl_project.yaml': CONFIGURATION })
      run('sample', 'dag', 'generate')
      expect(open('sample').load()).toMatchObject({ importErrors: {}, warnings: {} })
    })

    test('asks for pods whose commands fill the same partitions as by hand, and tries again only what a retry can mend', () => {
      project.write(filesOf('pods'))
      run('pods', 'dag', 'generate')
      const airflow = open('pods')
      airflow.airflow('db', 'migrate')
      airflow.airflow('dags', 'reserialize')
      const dates = {
        days: '2024-01-02T01:00',
        fives: '2024-01-02T11:55',
        wrong: '2024-01-02T01:00',
        outage: '2024-01-02T01:00',
      }
      const wanted = Object.entries(dates).map(([name, date]) => `bqetl_${name}@${date}:00+00:00`)
      const report = airflow.python('run_pods.py', project.file('pods'), ...wanted) as DagReport & Report
      expect(report).toMatchObject({ importErrors: {}, warnings: {} })
      expect(Object.fromEntries(report.runs.map(({ dag, state }) => [dag, state]))).toEqual({
        bqetl_days: 'success',
        bqetl_fives: 'success',
        bqetl_wrong: 'failed',
        bqetl_outage: 'failed',
      })
      const tries = (dag: string) => report.pods.filter(({ labels }) => labels.dag_id === dag).length
      // once more for exit code 3, not for 1
      expect(['bqetl_days', 'bqetl_wrong', 'bqetl_outage'].map(tries)).toEqual([1, 1, 2])
      expect(report.runs.find(({ dag }) => dag === 'bqetl_wrong')?.tasks).toEqual({ shop__wrong__v1: 'failed' })
      // of two failures, and of the retry between them
      expect(report.letters.map(({ to }) => to)).toEqual(Array(3).fill(['ada@example.com']))
      const [days, fives] = report.pods
      expect(days).toMatchObject({
        namespace: 'etl',
        serviceAccount: 'runner',
        image: 'registry.example.com/bqetl:1',
        command: ['bqetl'],
        args: ['query', 'run', 'shop.days_v1', '--date', '2024-01-02'],
        env: [
          { name: 'AIRFLOW_CTX_DAG_ID', value: 'bqetl_days' },
          { name: 'AIRFLOW_CTX_TASK_ID', value: 'shop__days__v1' },
          { name: 'AIRFLOW_CTX_DAG_RUN_ID', value: expect.stringMatching(/^manual__/) },
          { name: 'AIRFLOW_CTX_TRY_NUMBER', value: '1' },
          { name: 'BQETL_TRIES_BEFORE', value: '0' },
        ],
        volumes: [{ name: 'bqetl', persistentVolumeClaim: { claimName: 'kept' } }],
        volumeMounts: [{ name: 'bqetl', mountPath: '/bqetl/.bqetl' }],
      })
      expect(fives?.args).toEqual(['query', 'run', 'shop.fives_v1', '--interval', '2024-01-02T11:55:00+00:00/PT5M'])
      for (const { args } of [days!, fives!]) run('pods', ...args, '--database', project.file('by-hand'))
      for (const table of ['shop.days_v1', 'shop.fives_v1']) {
        expect(rows(table)).not.toEqual([])
        expect(rows(table)).toEqual(rows(table, '--database', project.file('by-hand')))
      }
    })

    function rows(table: string, ...more: readonly string[]): unknown {
      return JSON.parse(run('pods', 'sql', '--format', 'json', ...more, `SELECT * FROM ${table}`)).rows
    }
  })
}

function filesOf(folder: string): Record<string, string> {
  const dags = Object.keys(TABLES).map((table) => {
    const name = `bqetl_${table.replace('_v1', '')}`
    return dagYaml(name, SCHEDULES[table] ?? '0 1 * * *').replace('}', ", retries: 1, retry_delay: '1s'}")
  })
  const tables = Object.entries(TABLES).flatMap(([table, sql]) => {
    const own = `sql/shop/${table}`
    const scheduling = `scheduling: {dag_name: bqetl_${table.replace('_v1', '')}}\n`
    return [
      [`${folder}/${own}/query.sql`, `${sql}\n`],
      [`${folder}/${own}/metadata.yaml`, metadataYaml(table, scheduling + PARTITIONED)],
    ]
  })
  return Object.fromEntries([
    [join(folder, 'dags.yaml'), dags.join('')],
    [join(folder, 'bqetl_project.yaml'), CONFIGURATION],
    [join(folder, 'exit-codes.json'), '{"shop.outage_v1": 3}'],
    ...tables,
  ])
}

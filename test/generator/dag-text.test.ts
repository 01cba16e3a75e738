import { describe, expect, test } from 'vitest'
import { generateDags } from '../../src/generator/dag/generate-dags.ts'
import { call, formatPython, list, string, strings } from '../../src/generator/dag/python.ts'
import { intervalWords, shellCommand } from '../../src/generator/dag/task-command.ts'
import { readSchedule, type Schedule } from '../../src/generator/schedule/schedule.ts'
import { dagYaml, table } from '../support/dag-project.ts'
import { memoryProject } from '../support/memory-project.ts'

const FILES = {
  'dags.yaml': dagYaml('bqetl_up', '30 * * * *') + dagYaml('bqetl_shop', '0 3 * * *', '  tags: [impact/tier_2]\n'),
  ...table('shop.up_v1', 'SELECT 1 AS x', 'bqetl_up', ['task_group: hours']),
  ...table('shop.down_v1', 'SELECT * FROM shop.up_v1', 'bqetl_shop', ['retries: 3', 'retry_delay: 1h', 'priority: 7']),
}

function textOf(dag: string, more: Readonly<Record<string, string>> = {}): string {
  const { files, diagnostics } = generateDags(memoryProject({ ...FILES, ...more }), 'bqetl')
  expect(diagnostics).toEqual([])
  return files.find((file) => file.dag === dag)!.text
}

test('a DAG reads as if somebody had written it', () => {
  expect(textOf('bqetl_shop')).toMatchInlineSnapshot(`
    "# Made by \`bqetl dag generate\` from dags.yaml and the metadata of tables. Change those, not this file.

    import datetime
    import os

    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
    from airflow.timetables.interval import CronDataIntervalTimetable

    try:
        from airflow.sdk import DAG, TaskGroup
        from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
    except ImportError:  # Airflow 2
        from airflow import DAG
        from airflow.exceptions import AirflowFailException, AirflowSkipException
        from airflow.utils.task_group import TaskGroup

    PROJECT = os.environ.get("BQETL_PROJECT")

    DOCS = """
    ### bqetl_shop

    Made from \`dags.yaml\` and the metadata of the tables that it fills.

    #### Owner

    ada@example.com

    #### Tags

    * impact/tier_2
    """


    class BqetlOperator(BashOperator):
        """Runs a command of bqetl; exit codes 1 and 2 say that a retry would fail too."""

        def __init__(self, **kwargs):
            super().__init__(
                **kwargs,
                skip_on_exit_code=[1, 2],
                cwd=PROJECT,
                append_env=True,
                env={"BQETL_TRIES_BEFORE": "{{ ti.max_tries - task.retries }}"},
            )

        def execute(self, context):
            try:
                return super().execute(context)
            except AirflowSkipException as error:
                raise AirflowFailException("not retried: see the log above") from error


    with DAG(
        "bqetl_shop",
        doc_md=DOCS,
        schedule=CronDataIntervalTimetable("0 3 * * *", timezone="UTC"),
        start_date=datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
        catchup=False,
        default_args={
            "owner": "ada@example.com",
            "depends_on_past": False,
            "retries": 1,
            "retry_delay": datetime.timedelta(seconds=1800),
        },
        tags=["impact/tier_2"],
    ) as dag:
        wait_for_shop__up__v1 = ExternalTaskSensor(
            task_id="wait_for_shop__up__v1",
            external_dag_id="bqetl_up",
            external_task_id="hours.shop__up__v1",
            execution_delta=datetime.timedelta(seconds=-81000),
            allowed_states=["success"],
            failed_states=["failed", "upstream_failed", "skipped"],
            check_existence=True,
            mode="reschedule",
            poke_interval=300,
            timeout=86400,
        )

        shop__down__v1 = BqetlOperator(
            task_id="shop__down__v1",
            bash_command="bqetl query run shop.down_v1 --date {{ ds }}",
            doc_md="#### T\\n\\nA table.\\n\\nOwners: ada@example.com\\n\\nTell: ada@example.com\\n\\nSource: \`sql/shop/down_v1\`",
            priority_weight=7,
            retries=3,
            retry_delay=datetime.timedelta(seconds=3600),
            max_active_tis_per_dag=1,
        )

        wait_for_shop__up__v1 >> shop__down__v1
    "
  `)
})

test('a task that others wait for clears their sensors, and stands in its group', () => {
  const text = textOf('bqetl_up')
  expect(text.slice(text.indexOf('    group_hours = '))).toMatchInlineSnapshot(`
    "    group_hours = TaskGroup("hours")

        shop__up__v1 = BqetlOperator(
            task_id="shop__up__v1",
            bash_command="bqetl query run shop.up_v1 --interval {{ (logical_date - macros.timedelta(minutes=30)).isoformat() }}/PT1H",
            doc_md="#### T\\n\\nA table.\\n\\nOwners: ada@example.com\\n\\nTell: ada@example.com\\n\\nSource: \`sql/shop/up_v1\`",
            max_active_tis_per_dag=1,
            task_group=group_hours,
        )

        with TaskGroup(
            "shop__up__v1_external",
            parent_group=group_hours,
        ) as shop__up__v1_external:
            ExternalTaskMarker(
                task_id="bqetl_shop__wait_for_shop__up__v1",
                external_dag_id="bqetl_shop",
                external_task_id="wait_for_shop__up__v1",
                logical_date="{{ (logical_date - macros.timedelta(seconds=81000)).isoformat() }}",
            )

        shop__up__v1 >> shop__up__v1_external
    "
  `)
})

test('in Kubernetes the same commands run in a pod with the image of the project', () => {
  const text = textOf('bqetl_shop', {
    'bqetl_project.yaml': 'airflow:\n  way: kubernetes\n  image: registry.example.com/shop:1\n  namespace: etl\n',
  })
  expect(text).toContain('from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator\n')
  expect(text).toContain('class BqetlOperator(KubernetesPodOperator):')
  expect(text).toContain('image="registry.example.com/shop:1",\n            namespace="etl",')
  expect(text).toContain(
    '        cmds=["bqetl"],\n        arguments=["query", "run", "shop.down_v1", "--date", "{{ ds }}"],\n',
  )
})

test('who is told of failures and retries is in the file where the project names a sender, and nowhere else', () => {
  const addresses = "    email: ['ada@example.com']\n    email_on_retry: false\n"
  const mailed = { 'dags.yaml': dagYaml('bqetl_up', '30 * * * *') + dagYaml('bqetl_shop', '0 3 * * *', addresses) }
  const sender = { 'bqetl_project.yaml': 'airflow:\n  email_from: airflow@example.com\n' }
  const text = textOf('bqetl_shop', { ...mailed, ...sender })
  expect(text).toContain('from airflow.providers.smtp.notifications.smtp import SmtpNotifier\n')
  expect(text).toContain('"on_failure_callback": tell(["ada@example.com"]),\n')
  expect(text).not.toContain('on_retry_callback')
  expect(textOf('bqetl_shop', mailed)).not.toMatch(/SmtpNotifier|tell\(/)
})

test('nothing depends on the order of files', () => {
  const reversed = memoryProject(Object.fromEntries(Object.entries(FILES).reverse()))
  expect(generateDags(reversed, 'bqetl')).toEqual(generateDags(memoryProject(FILES), 'bqetl'))
})

describe('the time that a command is told', () => {
  const words = (schedule: string) => intervalWords(readSchedule(schedule, '2024-01-01') as Schedule).join(' ')

  test.each([
    ['daily', '--date {{ ds }}'],
    ['0 3 * * 1', '--date {{ ds }}'],
    ['30 4,13,22 * * *', '--date {{ ds }}'],
    ['*/5 * * * *', '--interval {{ ts }}/PT5M'],
    ['hourly', '--interval {{ ts }}/PT1H'],
    ['3h', '--interval {{ ts }}/PT3H'],
    ['30 * * * *', '--interval {{ (logical_date - macros.timedelta(minutes=30)).isoformat() }}/PT1H'],
  ])('%s: %s', (schedule, expected) => {
    expect(words(schedule)).toBe(expected)
  })
})

describe('a command', () => {
  test.each([
    [['bqetl', 'query', 'run', 'a.b_v1', '--date', '{{ ds }}'], 'bqetl query run a.b_v1 --date {{ ds }}'],
    [['python', 'x.py', "it's"], `python x.py 'it'"'"'s'`],
    [['x', "--d={{ macros.ds_format(ds, '%Y', '%m') }}"], `x '--d={{ macros.ds_format(ds, '%Y', '%m') }}'`],
    [['x', '$HOME', ''], "x '$HOME' ''"],
    [['script/run.sh'], 'script/run.sh '],
  ])('%j is %s for a shell', (words, expected) => {
    expect(shellCommand(words)).toBe(expected)
  })
})

describe('Python', () => {
  test('stays on one line of 88 letters and is broken at commas beyond', () => {
    const value = call('f', { a: strings(['x'.repeat(70)]), b: string('"\\\n') })
    expect(formatPython(call('f', { a: string('x'.repeat(80)) }), 0)).toHaveLength(87)
    expect(formatPython(value, 4)).toBe(`f(\n        a=["${'x'.repeat(70)}"],\n        b="\\"\\\\\\n",\n    )`)
  })

  test('long lists are broken too', () => {
    const items = list(Array.from({ length: 3 }, (_, index) => string(String(index).repeat(40))))
    expect(formatPython(call('f', {}, [items]), 0).split('\n')).toHaveLength(7)
  })
})

import { describe, expect, test } from 'vitest'
import { JinjaError } from '../../src/generator/jinja/error.ts'
import { evaluateAirflow } from '../../src/generator/plan/airflow-macros.ts'
import { formatPythonTime, parsePythonTime } from '../../src/generator/plan/python-time.ts'
import { parseInterval } from '../../src/generator/time/data-interval.ts'

function evaluate(text: string, interval = '2024-03-01T02:30Z/PT1H'): string {
  const run = { interval: parseInterval(interval), runId: 'manual__x', dagId: 'bqetl_shop', taskId: 'shop__t__v1' }
  return evaluateAirflow({ path: 'metadata.yaml', text }, run)
}

// Expected texts come from Airflow's documentation and from Python 3.11 with pendulum 3.1 and dateutil 2.9.
describe('Airflow’s templates', () => {
  test.each([
    ['{{ ds }}', '2024-03-01'],
    ['{{ds_nodash}}', '20240301'],
    ['{{ ts }}', '2024-03-01T02:30:00+00:00'],
    ['{{ ts_nodash }} {{ ts_nodash_with_tz }}', '20240301T023000 20240301T023000+0000'],
    ['{{ yesterday_ds }} {{ tomorrow_ds_nodash }}', '2024-02-29 20240302'],
    ['{{ data_interval_start }}/{{ data_interval_end }}', '2024-03-01 02:30:00+00:00/2024-03-01 03:30:00+00:00'],
    [
      '{{ data_interval_end.isoformat() }} {{ data_interval_end | ds }} {{ data_interval_start | ts }}',
      '2024-03-01T03:30:00+00:00 2024-03-01 2024-03-01T02:30:00+00:00',
    ],
    ['{{ macros.ds_add(ds, -7) }} {{ macros.ds_add(ds, 27-28*4) }}', '2024-02-23 2023-12-07'],
    ['{{ macros.ds_format(macros.ds_add(ds, -1), "%Y-%m-%d", "%Y%m%d") }}', '20240229'],
    ['{{ macros.ds_format(ds, "%Y-%m-%d", "%d.%m.%y") }}', '01.03.24'],
    ['{{ (execution_date - macros.timedelta(hours=1)).strftime("%Y%m%d") }}', '20240301'],
    ['{{ (execution_date - macros.timedelta(hours=3)).strftime("%Y%m%d %H:%M") }}', '20240229 23:30'],
    ['{{ (logical_date + macros.timedelta(days=-1, seconds=50400)).isoformat() }}', '2024-02-29T16:30:00+00:00'],
    [
      '{{ (execution_date + macros.dateutil.relativedelta.relativedelta(months=-1, day=1)).strftime("%Y%m") }}',
      '202402',
    ],
    [
      '{{ (execution_date + macros.dateutil.relativedelta.relativedelta(months=-1, day=31)).strftime("%Y%m%d") }}',
      '20240302',
    ],
    ['{{ dag_run.logical_date.strftime("%Y%m%d%H") }}', '2024030102'],
    ['{{ data_interval_start.subtract(days=2) | ds_nodash }}', '20240228'],
    ['{{ data_interval_start.add(months=11, days=30).to_date_string() }}', '2025-03-03'],
    [
      '{{ data_interval_start.start_of("month") }} {{ data_interval_start.start_of("week").to_date_string() }}',
      '2024-03-01 00:00:00+00:00 2024-02-26',
    ],
    ['{{ data_interval_start.end_of("month") }}', '2024-03-31 23:59:59.999999+00:00'],
    ['{{ data_interval_start.replace(day=15, hour=0).isoformat() }}', '2024-03-15T00:30:00+00:00'],
    [
      '{{ data_interval_start.date() }} {{ data_interval_start.date() - macros.timedelta(days=1) }}',
      '2024-03-01 2024-02-29',
    ],
    ['{{ (data_interval_end - data_interval_start).total_seconds() }}', '3600.0'],
    ['{{ data_interval_start.year }}-{{ data_interval_start.month }} {{ data_interval_start.weekday() }}', '2024-3 4'],
    ['{{ macros.timedelta(days=2).days * 2 }} {{ (ds ~ "x") | upper }}', '4 2024-03-01X'],
    ['{% if ds > "2024-02-01" %}new{% else %}old{% endif %}', 'new'],
    ['{{ run_id }} {{ task_instance_key_str }}', 'manual__x bqetl_shop__shop__t__v1__20240301'],
    ['no template', 'no template'],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toBe(expected)
  })

  test('over the end of a month that has no such day, the last one is taken', () => {
    expect(evaluate('{{ execution_date.add(months=1) | ds }}', '2024-01-31/P1D')).toBe('2024-02-29')
    expect(evaluate('{{ execution_date.subtract(years=1) | ds }}', '2024-02-29/P1D')).toBe('2023-02-28')
  })
})

describe('what only a running Airflow knows is refused, with its place', () => {
  test.each([
    ['{{ var.value.api_token }}', '"var.value" is known only inside Airflow', 8],
    ["x {{ dag_run.conf.get('date') }}", '"dag_run.conf.get" is known only inside Airflow', 19],
    ['{{ macros.random() }}', '"macros.random" is known only inside Airflow', 11],
    ['{{ ti.xcom_pull() }}', '"ti.xcom_pull" is known only inside Airflow', 7],
    ['{{ params }}', '"params" is known only inside Airflow', 1],
    ['{{ ds.strftime("%Y") }}', "cannot be called: 'str object' has no attribute 'strftime'", 15],
    ['{{ execution_date.strftime("%Q") }}', 'the strftime directive "%Q"', 27],
    ['{{ macros.ds_add("2024-02-30", 1) }}', 'a day that does not exist', 17],
    ['{{ execution_date - 1 }}', 'DateTime - int is not possible', 19],
  ])('%s', (text, message, column) => {
    let error: unknown
    try {
      evaluate(text)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(JinjaError)
    expect((error as JinjaError).message).toContain(message)
    expect(error).toMatchObject({ line: 1, column })
  })
})

test('strftime and strptime follow Python', () => {
  const time = Date.UTC(2024, 11, 30, 13, 5, 9, 7)
  // datetime(2024, 12, 30, 13, 5, 9, 7000, timezone.utc).strftime(…)
  expect(formatPythonTime(time, '%Y %y %m %d %H %I %M %S %f %p %j %a %A %b %B %w %u %G %V %U %W %F %T %z %Z %%')).toBe(
    '2024 24 12 30 13 01 05 09 007000 PM 365 Mon Monday Dec December 1 1 2025 01 52 53 2024-12-30 13:05:09 +0000 UTC %',
  )
  expect(parsePythonTime('30.12.2024 13:05', '%d.%m.%Y %H:%M')).toBe(Date.UTC(2024, 11, 30, 13, 5))
})

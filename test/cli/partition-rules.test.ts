import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bqetl, type Folder, type Outcome, temporaryFolder } from '../support/cli.ts'

/** Metadata of a table of tests with this under `time_partitioning`. */
function metadata(partitioning: string): string {
  return `friendly_name: T
description: |-
  Test table.
owners:
- ada@example.com
bigquery:
  time_partitioning:
${partitioning.replace(/^/gm, '    ')}
`
}

function expectClean({ code, err }: Outcome, expected: number, ...parts: readonly string[]): void {
  expect(err).not.toMatch(/\n\s+at .*\.[jt]s|this is a bug in bqetl/)
  for (const part of parts) expect(err).toContain(part)
  expect(code).toBe(expected)
}

// Report run-rows-of-other-days (mozilla/bigquery-etl#4419, #9194, #8264).
describe('run-rows-of-other-days', () => {
  const QUERY = 'sql/my-project/shop_derived/d_v1/query.sql'
  const TWO_DAYS = `SELECT
  DATE(ts) AS submission_date,
  COUNT(*) AS n
FROM
  UNNEST([TIMESTAMP '2024-05-01 23:59:59+00', TIMESTAMP '2024-05-02 00:00:00+00']) AS ts
WHERE
  @submission_date IS NOT NULL
GROUP BY
  submission_date
`
  const FILES = {
    [QUERY]: TWO_DAYS,
    'sql/my-project/shop_derived/d_v1/metadata.yaml': metadata('type: day\nfield: submission_date'),
  }

  const run = (folder: Folder, day: string, more: readonly string[] = []) =>
    bqetl(folder, [
      ...['query', 'run', 'shop_derived.d_v1', '--parameter', `submission_date:DATE:${day}`],
      ...['--destination-table', `d_v1$${day.replaceAll('-', '')}`],
      ...more,
    ])
  const rows = (folder: Folder) =>
    bqetl(folder, ['sql', '--format', 'csv', 'SELECT * FROM `my-project.shop_derived.d_v1` ORDER BY 1']).out

  test('the run fails, names the value, and leaves all partitions as they were', () => {
    using folder = temporaryFolder({ ...FILES, [QUERY]: 'SELECT @submission_date AS submission_date, 7 AS n' })
    for (const day of ['2024-05-01', '2024-05-02', '2024-05-03']) expect(run(folder, day)).toMatchObject({ code: 0 })
    const before = rows(folder)
    expect(before).toBe('submission_date,n\r\n2024-05-01,7\r\n2024-05-02,7\r\n2024-05-03,7\r\n')
    folder.write({ [QUERY]: TWO_DAYS })
    expectClean(run(folder, '2024-05-02'), 1, '2024-05-01', 'does not belong to partition 20240502')
    expect(rows(folder)).toBe(before)
  })

  test.each([
    ['hour', 'TIMESTAMP', "'2024-05-02 14:00:00+00'", '2024050213'],
    ['month', 'DATE', "'2024-06-01'", '202405'],
    ['year', 'DATETIME', "'2025-01-01 00:00:00'", '2024'],
  ])('a partition of one %s takes no row of another', (unit, type, value, id) => {
    using folder = temporaryFolder({
      [QUERY]: `SELECT ${type} ${value} AS seen`,
      'sql/my-project/shop_derived/d_v1/metadata.yaml': metadata(`type: ${unit}\nfield: seen`),
    })
    const outcome = bqetl(folder, ['query', 'run', 'shop_derived.d_v1', '--destination-table', `d_v1$${id}`])
    expectClean(outcome, 1, value.slice(1, 11), `does not belong to partition ${id}`)
  })

  test('a decorator says the day', () => {
    using folder = temporaryFolder({ ...FILES, [QUERY]: 'SELECT @submission_date AS submission_date, 7 AS n' })
    const job = JSON.parse(run(folder, '2024-05-02', ['--explain']).out)
    expect(job).toMatchObject({ now: '2024-05-03T00:00:00Z', destination: 'my-project.shop_derived.d_v1$20240502' })
    const wrong = bqetl(folder, ['query', 'run', 'shop_derived.d_v1', '--destination-table', 'd_v1$2024050'])
    expectClean(wrong, 2, '2024050', '20240228')
  })
})

// Report dryrun-partition-filter (dataform-co/dataform#1622, autotraderuk/dbt-dry-run#55).
describe('dryrun-partition-filter', () => {
  const CHECKS = `#fail
SELECT
  IF((SELECT COUNT(*) - COUNT(DISTINCT id) FROM \`my-project.shop_derived.f_v1\`) > 0, ERROR('dup'), NULL);

#fail
SELECT
  IF((SELECT COUNT(*) FROM \`my-project.shop_derived.f_v1\` WHERE submission_date = @submission_date) < 1, ERROR('empty'), NULL);
`
  const FILES = {
    'sql/my-project/shop_derived/f_v1/query.sql': 'SELECT\n  @submission_date AS submission_date,\n  1 AS id\n',
    'sql/my-project/shop_derived/f_v1/metadata.yaml': metadata(
      'type: day\nrequire_partition_filter: true\nfield: submission_date',
    ),
    'sql/my-project/shop_derived/f_v1/schema.yaml':
      'fields:\n- name: submission_date\n  type: DATE\n- name: id\n  type: INTEGER\n',
    'sql/my-project/shop_derived/f_v1/checks.sql': CHECKS,
  }

  test('the check without a filter is refused at its place, the other is accepted', () => {
    using folder = temporaryFolder(FILES)
    const outcome = bqetl(folder, ['dryrun', 'sql/my-project/shop_derived/f_v1'])
    expectClean(outcome, 1, 'sql/my-project/shop_derived/f_v1/checks.sql:3:', "'submission_date'", 'without a filter')
    expect(outcome.err.match(/error\[/g)).toHaveLength(1)
  })

  test('with a filter everywhere nothing is refused', () => {
    using folder = temporaryFolder(FILES)
    const path = 'sql/my-project/shop_derived/f_v1/checks.sql'
    const text = readFileSync(folder.file(path), 'utf8')
    folder.write({ [path]: text.replace('f_v1`)', 'f_v1` WHERE submission_date >= @submission_date)') })
    expectClean(bqetl(folder, ['dryrun', 'sql/my-project/shop_derived/f_v1']), 0)
  })
})

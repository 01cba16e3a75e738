import { describe, expect, test } from 'vitest'
import { readChecks } from '../../src/generator/check/read-checks.ts'
import { sampleQueries } from '../../src/generator/check/sample-queries.ts'
import type { TableDefinition } from '../../src/generator/project/artifact.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { selectArtifacts } from '../../src/generator/project/names.ts'
import { renderedCatalog } from '../../src/generator/sql/rendered-catalog.ts'
import { DATE } from '../../src/googlesql/types.ts'
import { type CheckOutcome, runChecks } from '../../src/runner/check/run-checks.ts'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { loadFiles } from '../../src/runner/load/load-files.ts'
import { temporaryFolder } from '../support/cli.ts'

const ROWS = [
  { day: '2024-01-01', id: 'aa', amount: 1, tags: ['x'] },
  { day: '2024-01-01', id: 'bb', amount: 20, tags: [] },
  { day: '2024-01-02', id: 'bb', amount: 3 },
  { day: '2024-01-02', id: 'bb', amount: null },
  { day: '2024-01-02', id: 'ccc', amount: 4 },
]

const PROJECT = {
  'bqetl_project.yaml': 'project_id: my-project\n',
  'sql/shop/orders/schema.yaml':
    'fields:\n- {name: day, type: DATE}\n- {name: id, type: STRING}\n- {name: amount, type: INTEGER}\n- {name: tags, type: STRING, mode: REPEATED}\n',
  'orders.ndjson': ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''),
}

type Files = Readonly<Record<string, string>>

/** How the checks of shop.orders go, with `@day` bound to 2024-01-02. */
async function check(checks: string, files: Files = {}): Promise<readonly CheckOutcome[]> {
  using folder = temporaryFolder({ ...PROJECT, 'sql/shop/orders/checks.sql': checks, ...files })
  const project = loadProject(folderSource(folder.path))
  await using warehouse = openDuckDbWarehouse({ directory: folder.file('wh'), catalog: renderedCatalog(project) })
  await loadFiles(warehouse, project, {
    table: 'shop.orders',
    files: [folder.file('orders.ndjson')],
    writeDisposition: 'truncate',
    ignoreUnknownColumns: false,
  })
  const [table] = selectArtifacts(project, ['shop.orders'], ['table']) as readonly TableDefinition[]
  const parameters = [{ name: 'day', type: DATE, value: '2024-01-02' }]
  return await runChecks(readChecks(project, table!), {
    project,
    warehouse,
    context: { parameters, defaultProject: 'my-project', defaultDataset: 'shop' },
  })
}

async function one(call: string): Promise<{ status: string; message: string; rows: unknown }> {
  const [outcome] = await check(`#fail\n{{ ${call} }}\n`)
  const { status, message, sample } = outcome!
  return { status, message, rows: sample?.rows }
}

const passed = { status: 'passed', message: '', rows: undefined }

describe('the macros of checks', () => {
  test('not_null names the columns, how often, and shows rows', async () => {
    expect(await one('not_null(["day", "id"])')).toEqual(passed)
    expect(await one('not_null("amount", "day = @day")')).toEqual({
      status: 'failed',
      message: 'NULL where a value must be: amount in 1 of 3 rows',
      rows: [['2024-01-02', 'bb', null, []]],
    })
  })

  test('is_unique shows the values that come more than once', async () => {
    expect(await one('is_unique(["day", "id", "amount"])')).toEqual(passed)
    expect(await one('is_unique(["day", "id"])')).toEqual({
      status: 'failed',
      message: 'day, id must be unique: 1 of their values come more than once',
      rows: [['2024-01-02', 'bb', '2']],
    })
  })

  test('min_row_count', async () => {
    expect(await one('min_row_count()')).toEqual(passed)
    expect(await one('min_row_count(4, where="day = @day")')).toMatchObject({
      status: 'failed',
      message: 'too few rows: 3, at least 4 must be there',
    })
  })

  test('accepted_values', async () => {
    expect(await one('accepted_values("id", ["aa", "bb", "ccc"])')).toEqual(passed)
    expect(await one('accepted_values("id", ["aa", "bb"])')).toEqual({
      status: 'failed',
      message: 'id has values that are not accepted in 1 of 5 rows',
      rows: [['2024-01-02', 'ccc', '4', []]],
    })
  })

  test('in_range, with one bound or both', async () => {
    expect(await one('in_range(["amount"], 1, 20)')).toEqual(passed)
    expect(await one('in_range("amount", max=5)')).toMatchObject({
      message: 'values out of range to 5: amount in 1 rows',
      rows: [['2024-01-01', 'bb', '20', []]],
    })
    expect(await one('in_range("amount", 2, none)')).toMatchObject({
      message: 'values out of range, from 2: amount in 1 rows',
    })
  })

  test('matches_pattern, with a threshold and a message', async () => {
    expect(await one('matches_pattern("id", "^[abc]+$")')).toEqual(passed)
    expect(await one('matches_pattern("id", "^..$", threshold_fail_percentage=20)')).toEqual(passed)
    expect(await one('matches_pattern("id", "^..$", message="odd ids")')).toMatchObject({
      message: 'odd ids',
      rows: [['2024-01-02', 'ccc', '4', []]],
    })
  })

  test('value_length', async () => {
    expect(await one('value_length("id", 2, "day < @day")')).toEqual(passed)
    expect(await one('value_length(column="id", expected_length=2)')).toMatchObject({
      message: 'id is not 2 long in 1 of 5 rows',
      rows: [['2024-01-02', 'ccc', '4', []]],
    })
  })

  test('row_count_within_past_partitions_avg counts the days before', async () => {
    expect(await one('row_count_within_past_partitions_avg(7, 50, "day")')).toEqual(passed)
    expect(await one('row_count_within_past_partitions_avg(7, 10, "day")')).toMatchObject({
      message: 'the partition 2024-01-02 has 3 rows, more than 10 % away from the average of the days before, 2',
    })
  })

  test('revenue_period_over_period_change compares each period with the one before', async () => {
    const call = (threshold: number) =>
      `revenue_period_over_period_change("amount", "day", ${threshold}, date_where="day = @day")`
    // 21 on the first day, 7 on the second
    expect(await one(call(0.7))).toEqual(passed)
    expect(await one(call(0.6))).toMatchObject({ message: 'changes of more than 0.6 from one day to the next: amount' })
  })

  test('of the project are taken where it has them', async () => {
    const macro = '{% macro min_row_count(threshold) %}SELECT ERROR("theirs {{ threshold }}");{% endmacro %}\n'
    const [outcome] = await check('#fail\n{{ min_row_count(1) }}\n', { 'tests/checks/min_row_count.jinja': macro })
    expect(outcome).toMatchObject({ status: 'failed', message: 'theirs 1' })
  })
})

describe('checks.sql', () => {
  test('is cut into statements, each with the marker above it; all run', async () => {
    const outcomes = await check(
      "-- first\n#fail\nSELECT IF(';' = '#warn', ERROR('a'), NULL);\n\n#WARN\n-- second\nSELECT ERROR(CONCAT('on ', CAST(@day AS STRING)));\n#fail\nSELECT 1\n",
    )
    expect(
      outcomes.map(({ check: { marker, line, title }, status, message }) => [marker, line, title, status, message]),
    ).toEqual([
      ['fail', 2, 'first', 'passed', ''],
      ['warn', 5, '-- second', 'failed', 'on 2024-01-02'],
      ['fail', 8, 'SELECT 1', 'passed', ''],
    ])
  })

  test('a statement without a marker is an error: it would never run', async () => {
    await expect(check('#fail\nSELECT 1;\n\nSELECT 2;\n')).rejects.toMatchObject({
      diagnostics: [{ code: 'unmarked-check', path: 'sql/shop/orders/checks.sql', line: 4 }],
    })
  })

  test('wrong SQL fails at its place', async () => {
    const [outcome] = await check(
      '#warn\nSELECT\n  IF(COUNTIF(amout > 1) > 0, ERROR("x"), NULL)\nFROM\n  shop.orders;\n',
    )
    expect(outcome).toMatchObject({
      status: 'failed',
      diagnostic: { code: 'unknown-column', path: 'sql/shop/orders/checks.sql', line: 3 },
    })
  })
})

test('rows that do not hold are found by the form of a check', () => {
  expect(
    sampleQueries(
      'WITH a AS (SELECT x FROM t), b AS (SELECT [IF(COUNTIF(x IS NULL) > 0, "x", NULL)] AS c FROM a WHERE y) SELECT 1',
    ),
  ).toEqual(['WITH a AS (SELECT x FROM t)\nSELECT\n  *\nFROM a\nWHERE\n  (y)\n  AND ((x IS NULL))\nLIMIT\n  5'])
  expect(
    sampleQueries(
      'WITH n AS (SELECT COUNT(*) AS c FROM t GROUP BY a, b HAVING c > 1) SELECT IF((SELECT COUNT(*) FROM n) > 0, ERROR("x"), NULL)',
    ),
  ).toEqual([
    'SELECT\n  a, b, COUNT(*) AS c\nFROM t\nGROUP BY a, b\nHAVING c > 1\nLIMIT\n  5',
    'WITH n AS (SELECT COUNT(*) AS c FROM t GROUP BY a, b HAVING c > 1)\nSELECT\n  *\nFROM\n  n\nLIMIT\n  5',
  ])
  expect(sampleQueries('SELECT ERROR("x")')).toEqual([])
})

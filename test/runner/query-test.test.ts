import { describe, expect, test } from 'vitest'
import type { QueryTestResult } from '../../src/runner/query-test/run-test.ts'
import { temporaryFolder } from '../support/cli.ts'
import { resultsOf } from '../support/query-tests.ts'

type Files = Readonly<Record<string, string>>

const METADATA = 'friendly_name: T\ndescription: |-\n  Test table.\nowners:\n- ada@example.com\n'
const CASE = 'tests/sql/my-project/shop_derived/t_v1/test_one'

/** The only test of a project with these files; `query` is what it runs. */
async function run(query: string, files: Files): Promise<QueryTestResult> {
  using folder = temporaryFolder({
    'sql/my-project/shop_derived/t_v1/query.sql': query,
    'sql/my-project/shop_derived/t_v1/metadata.yaml': METADATA,
    ...Object.fromEntries(
      Object.entries(files).map(([name, text]) => [/\/|^bqetl_project/.test(name) ? name : `${CASE}/${name}`, text]),
    ),
  })
  const [result] = await resultsOf(folder.path)
  return result!
}

const passed = expect.objectContaining({ status: 'passed', message: '' })

const ORDERS = 'fields:\n- name: id\n  type: INTEGER\n- name: day\n  type: DATE\n'

describe('cases from reports', () => {
  const query =
    'SELECT\n  id,\n  DATE_TRUNC(day, MONTH) AS month,\n  CAST(NULL AS DATE) AS null_date\nFROM\n  `my-project.shop.orders`\n'
  const files = {
    'sql/my-project/shop/orders/schema.yaml': ORDERS,
    'my-project.shop.orders.yaml': '- id: 1234\n  day: 2023-01-12\n- id: 9876\n  day: null\n',
  }

  test('fixture-null-dates: a date that is always NULL equals one that is not written', async () => {
    const expectation = '- id: 1234\n  month: 2023-01-01\n  null_date:\n- id: 9876\n  month: null\n  null_date: null\n'
    expect(await run(query, { ...files, 'expect.yaml': expectation })).toEqual(passed)
    const wrong = await run(query, { ...files, 'expect.yaml': expectation.replace('2023-01-01', '2023-01-02') })
    expect(wrong).toMatchObject({ status: 'failed', path: `${CASE}/expect.yaml`, line: 1 })
    expect(wrong.message).toContain('month: expected "2023-01-02", actual "2023-01-01"')
  })

  test('fixture-missing-struct-fields: what a row does not write is NULL or empty at every depth', async () => {
    const result = await run(
      'SELECT\n  id,\n  c.name,\n  c.seen.ts IS NULL AS unseen\nFROM\n  `my-project.shop.users`,\n  UNNEST(contacts) AS c\n',
      {
        'sql/my-project/shop/users/schema.yaml':
          'fields:\n- {name: id, type: INTEGER}\n- {name: note, type: STRING}\n- name: contacts\n  type: RECORD\n  mode: REPEATED\n  fields:\n  - {name: name, type: STRING}\n  - name: seen\n    type: RECORD\n    fields:\n    - {name: ts, type: TIMESTAMP}\n    - {name: who, type: STRING}\n',
        'my-project.shop.users.yaml':
          '- id: 1\n  contacts:\n  - name: a\n  - seen:\n      ts: 2024-01-01T00:00:00Z\n- id: 2\n',
        'expect.yaml': '- id: 1\n  name: a\n  unseen: true\n- id: 1\n  name: null\n  unseen: false\n',
      },
    )
    expect(result).toEqual(passed)
  })
})

describe('a result is compared', () => {
  const rows = (sql: string, expectation: string) => run(sql, { 'expect.yaml': expectation })

  test('without regard to the order of rows, but to how often each comes', async () => {
    const sql = "SELECT x FROM UNNEST(['b', 'a', 'b']) AS x"
    expect(await rows(sql, '- x: a\n- x: b\n- x: b\n')).toEqual(passed)
    expect(await rows(sql, '- x: a\n- x: a\n- x: b\n')).toMatchObject({ status: 'failed' })
    expect(await rows(sql, '- x: a\n- x: b\n')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('unexpected row: {"x":"b"}'),
    })
  })

  test('with arrays in their order, a NULL array as an empty one', async () => {
    const sql = 'SELECT [1, 2] AS a, CAST(NULL AS ARRAY<INT64>) AS b, CAST([] AS ARRAY<INT64>) AS c'
    expect(await rows(sql, '- a: [1, 2]\n  b: []\n')).toEqual(passed)
    const { status, message } = await rows(sql, '- a: [2, 1]\n')
    expect([status, message]).toEqual([
      'failed',
      expect.stringContaining('a: the same elements in another order: expected [2,1], actual [1,2]'),
    ])
  })

  test('with floats within 1e-9, and nothing else near', async () => {
    expect(await rows('SELECT 0.1 + 0.2 AS x, CAST("NaN" AS FLOAT64) AS n', '- x: 0.3\n  n: .nan\n')).toEqual(passed)
    expect(await rows('SELECT 1.00000001 AS x', '- x: 1.0\n')).toMatchObject({ status: 'failed' })
    expect(await rows('SELECT 9007199254740993 AS x', '- x: 9007199254740992\n')).toMatchObject({ status: 'failed' })
    expect(await rows('SELECT 9007199254740993 AS x', '- x: 9007199254740993\n')).toEqual(passed)
    expect(await rows('SELECT NUMERIC "0.1" AS x', '- x: "0.100000001"\n')).toMatchObject({ status: 'failed' })
  })

  test('by type: a number is no text, and a bare date is one', async () => {
    expect(await rows("SELECT '5' AS x", '- x: 5\n')).toMatchObject({ status: 'failed' })
    expect(
      await rows("SELECT '2024-01-01' AS x, DATE '2024-01-01' AS d", '- x: 2024-01-01\n  d: 2024-01-01\n'),
    ).toEqual(passed)
    expect(
      await rows(
        "SELECT TIMESTAMP '2024-01-01 10:00:00.5+02' AS t, DATETIME '2024-01-01T10:00:00' AS d, b'ab' AS b, JSON '{\"b\": 1, \"a\": [2]}' AS j",
        '- t: 2024-01-01 08:00:00.500000+00:00\n  d: 2024-01-01T10:00:00\n  b: YWI=\n  j: {a: [2], b: 1}\n',
      ),
    ).toEqual(passed)
  })

  test('with a NULL record told from one whose fields are all NULL', async () => {
    const sql = 'SELECT 1 AS id, STRUCT(CAST(NULL AS INT64) AS a) AS s, CAST(NULL AS STRUCT<a INT64>) AS n'
    expect(await rows(sql, '- id: 1\n  s: {}\n')).toEqual(passed)
    expect(await rows(sql, '- id: 1\n')).toMatchObject({ status: 'failed' })
    expect(await rows(sql, '- id: 1\n  s: {}\n  n: {a: null}\n')).toMatchObject({ status: 'failed' })
  })

  test('without the time of the run, unless the expectation has it', async () => {
    const sql = 'SELECT 1 AS x, CURRENT_TIMESTAMP() AS created_at'
    expect(await rows(sql, '- x: 1\n')).toEqual(passed)
    expect(await rows(sql, '- x: 1\n  created_at: 2030-01-01 00:00:00+00:00\n')).toEqual(passed)
    expect(await rows(sql, '- x: 1\n  created_at: 2030-01-02 00:00:00+00:00\n')).toMatchObject({ status: 'failed' })
  })

  test('to no rows at all', async () => {
    expect(await rows('SELECT 1 AS x FROM UNNEST([])', '[]\n')).toEqual(passed)
    expect(await rows('SELECT 1 AS x', '[]\n')).toMatchObject({ status: 'failed', line: 1 })
    expect(await rows('SELECT 1 AS x FROM UNNEST([])', '- x: 1\n')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('row 1 (line 1) is missing: {"x":1}'),
    })
  })
})

describe('inputs', () => {
  test('come from YAML, JSON, NDJSON and CSV, under two or three names', async () => {
    const query =
      'SELECT a.id, b.name, c.tags, d.n FROM shop.a JOIN shop.b USING (id) JOIN `other.shop.c` AS c USING (id) JOIN d USING (id)'
    const result = await run(query, {
      'shop.a.yaml': '- &row {id: 1}\n- {<<: *row, id: 2}\n',
      'my-project.shop.b.json': '[{"id": 1, "name": "x"},\n {"id": 2, "name": null}]',
      'other.shop.c.ndjson': '{"id": 1, "tags": ["p", "q"]}\n\n{"id": 2}\n',
      'd.csv': 'id,n\n1,1.5\n2,\n',
      'expect.ndjson': '{"id": 1, "name": "x", "tags": ["p", "q"], "n": 1.5}\n{"id": "2"}\n',
    })
    expect(result).toEqual(passed)
  })

  test('take their types from a schema beside the tests before that of the project', async () => {
    const result = await run('SELECT id, day FROM `my-project.shop.orders`', {
      'sql/my-project/shop/orders/schema.yaml': ORDERS,
      'tests/sql/my-project/shop_derived/t_v1/my-project.shop.orders.schema.json':
        '[{"name": "id", "type": "STRING"}, {"name": "day", "type": "TIMESTAMP"}]',
      'my-project.shop.orders.yaml': '- {id: 1.50, day: 2024-01-01}\n',
      'expect.yaml': "- {id: '1.5', day: 2024-01-01 00:00:00}\n",
    })
    expect(result).toEqual(passed)
  })

  test('are views too, which read other inputs under both their names', async () => {
    const result = await run('SELECT total FROM shop.view', {
      'shop.orders.yaml': '- {id: 1}\n- {id: 2}\n',
      'shop.view.sql':
        'SELECT SUM(id) AS total FROM `{project}.{dataset}.my_project_shop_orders` JOIN `my-project.shop.orders` USING (id)\n',
      'expect.yaml': '- total: 3\n',
    })
    expect(result).toEqual(passed)
  })

  test('stand for the tables of a wildcard, and for a view of the project', async () => {
    const files = {
      'sql/my-project/shop/seen/view.sql': 'CREATE OR REPLACE VIEW `my-project.shop.seen` AS SELECT 1 AS id\n',
      'shop.seen.yaml': '- id: 7\n',
      'shop.events_20240101.yaml': '- id: 7\n',
      'shop.events_20240102.yaml': '- id: 8\n',
      'expect.yaml': "- {id: 7, _TABLE_SUFFIX: '0101'}\n".replaceAll('_TABLE_SUFFIX', 'suffix'),
    }
    const query =
      'SELECT id, _TABLE_SUFFIX AS suffix FROM `my-project.shop.events_2024*` JOIN `mozdata.shop.seen` USING (id)'
    const aliased = { ...files, 'bqetl_project.yaml': 'project_id: my-project\n' }
    expect(await run(query, aliased)).toEqual(passed)
  })

  test('that are read but not given fail the test, and say which file to write', async () => {
    const result = await run('SELECT id FROM `my-project.shop.orders`', {
      'sql/my-project/shop/orders/schema.yaml': ORDERS,
      'expect.yaml': '- id: 1\n',
    })
    expect(result).toMatchObject({
      status: 'failed',
      diagnostics: [{ code: 'missing-input', hint: expect.stringContaining('shop.orders.yaml') }],
    })
  })
})

describe('parameters and the clock', () => {
  test('are bound in the plain form and in that of the REST API', async () => {
    const query = 'SELECT @d AS d, @n AS n, @s AS s, ARRAY_LENGTH(@names) AS names, @point.x AS x'
    const result = await run(query, {
      'query_params.yaml': [
        '- {name: d, type: DATE, value: 2024-01-01}',
        '- {name: n, type_: INTEGER, value: 7}',
        '- {name: s, value: text}',
        '- {name: names, parameterType: {type: ARRAY, arrayType: {type: STRING}}, parameterValue: {arrayValues: [{value: a}, {value: b}]}}',
        '- {name: point, parameterType: {type: STRUCT, structTypes: [{name: x, type: {type: INT64}}]}, parameterValue: {structValues: {x: {value: "5"}}}}',
        '',
      ].join('\n'),
      'expect.yaml': '- {d: 2024-01-01, n: 7, s: text, names: 2, x: 5}\n',
    })
    expect(result).toEqual(passed)
  })

  test('the clock stands at the end of the day of the date parameter, else at 2030', async () => {
    const query = 'SELECT CURRENT_DATE() AS today, CURRENT_TIMESTAMP() AS now'
    expect(
      await run(query, {
        'query_params.yaml': '- {name: submission_date, type: DATE, value: 2024-02-28}\n',
        'expect.yaml': '- {today: 2024-02-29, now: 2024-02-29 00:00:00}\n',
      }),
    ).toEqual(passed)
    expect(await run(query, { 'expect.yaml': '- {today: 2030-01-01, now: 2030-01-01 00:00:00}\n' })).toEqual(passed)
  })

  test('a value that does not fit its type is told at its place', async () => {
    const result = await run('SELECT @d AS d', {
      'query_params.yaml': '- {name: a, value: x}\n- {name: d, type: DATE, value: tomorrow}\n',
      'expect.yaml': '[]\n',
    })
    expect(result).toMatchObject({ status: 'failed', diagnostics: [{ code: 'invalid-parameter', line: 2, column: 3 }] })
  })
})

describe('what is run', () => {
  test('test_init is the query as for its first run, test_script what the script leaves, a view itself', async () => {
    using folder = temporaryFolder({
      'sql/shop_derived/t_v1/query.sql': 'SELECT {{ is_init() }} AS first\n',
      'tests/sql/shop_derived/t_v1/test_init/expect.yaml': '- first: true\n',
      'tests/sql/shop_derived/t_v1/test_later/expect.yaml': '- first: false\n',
      'sql/shop_derived/s_v1/script.sql':
        'DECLARE n INT64 DEFAULT 2;\nINSERT INTO shop_derived.s_v1 SELECT id * n FROM shop.a;\nDELETE FROM shop_derived.s_v1 WHERE id = 1;\n',
      'tests/sql/shop_derived/s_v1/test_script/shop_derived.s_v1.yaml': '- id: 1\n- id: 3\n',
      'tests/sql/shop_derived/s_v1/test_script/shop.a.yaml': '- id: 5\n',
      'tests/sql/shop_derived/s_v1/test_script/expect.yaml': '- id: 3\n- id: 10\n',
      'sql/shop/v/view.sql': 'CREATE OR REPLACE VIEW shop.v AS SELECT id + 1 AS next FROM shop.a\n',
      'test/sql/shop/v/test_one/shop.a.yaml': '- id: 5\n',
      'test/sql/shop/v/test_one/expect.yaml': '- next: 6\n',
    })
    const results = await resultsOf(folder.path)
    expect(results.map(({ test: { name }, status, message }) => [name, status, message])).toEqual([
      ['shop/v/test_one', 'passed', ''],
      ['shop_derived/s_v1/test_script', 'passed', ''],
      ['shop_derived/t_v1/test_init', 'passed', ''],
      ['shop_derived/t_v1/test_later', 'passed', ''],
    ])
  })

  test('a table that nothing fills fails; where generators make SQL it is skipped', async () => {
    const files = { 'tests/sql/my-project/shop_derived/typo_v1/test_one/expect.yaml': '[]\n' }
    expect(await run('SELECT 1', files)).toMatchObject({ status: 'failed', diagnostics: [{ code: 'no-query' }] })
    const generated = { ...files, 'sql_generators/x/templates/query.sql': 'SELECT 1\n' }
    expect(await run('SELECT 1', generated)).toMatchObject({ status: 'skipped', diagnostics: [{ code: 'no-query' }] })
  })

  test('SQL that is refused is skipped, with the reason and its place', async () => {
    const result = await run("SELECT\n  KEYS.NEW_KEYSET('AEAD_AES_GCM_256') AS x\n", { 'expect.yaml': '[]\n' })
    expect(result).toMatchObject({ status: 'skipped', diagnostics: [{ code: 'unsupported', line: 2 }] })
  })

  test('wrong SQL fails at its place in the template', async () => {
    const result = await run('SELECT\n  {{ "no" + "thing" }} AS x\n', { 'expect.yaml': '[]\n' })
    expect(result).toMatchObject({
      status: 'failed',
      path: 'sql/my-project/shop_derived/t_v1/query.sql',
      diagnostics: [{ code: 'unknown-column', line: 2 }],
    })
  })

  test('what no table can store fails: columns that share a name, NULL in an array', async () => {
    expect(await run('SELECT 1 AS x, 2 AS X', { 'expect.yaml': '- x: 1\n' })).toMatchObject({
      diagnostics: [{ code: 'duplicate-column' }],
    })
    expect(await run('SELECT [1, NULL] AS x', { 'expect.yaml': '- x: [1, null]\n' })).toMatchObject({
      diagnostics: [{ code: 'null-element' }],
    })
  })
})

describe('files that are wrong are told, and the next test runs', () => {
  const query = 'SELECT id, day FROM `my-project.shop.orders`'
  const schema = { 'sql/my-project/shop/orders/schema.yaml': ORDERS }

  test('a value that does not fit: row, column, value and place', async () => {
    const result = await run(query, {
      ...schema,
      'my-project.shop.orders.yaml': '- id: 1\n- id: 2\n  day: tomorrow\n- id: x\n',
      'expect.yaml': '[]\n',
    })
    expect(result).toMatchObject({
      status: 'failed',
      diagnostics: [
        {
          code: 'invalid-value',
          message: 'row 2, day: "tomorrow" is not a DATE',
          path: `${CASE}/my-project.shop.orders.yaml`,
          line: 3,
          column: 8,
        },
        { code: 'invalid-value', message: 'row 3, id: "x" is not an INT64', line: 4, column: 7 },
      ],
    })
  })

  test.each([
    ['a column that the input has not', { 'my-project.shop.orders.yaml': '- idd: 1\n' }, 'unknown-column', 1],
    ['YAML that is none', { 'my-project.shop.orders.yaml': '- id: [1\n' }, 'yaml-syntax', undefined],
    ['a value instead of rows', { 'my-project.shop.orders.yaml': '- 1\n' }, 'invalid-fixture', 1],
    ['JSON that is none', { 'my-project.shop.orders.ndjson': '{"id": 1}\n{"id": }\n' }, 'invalid-json', 2],
    ['CSV with too many cells', { 'my-project.shop.orders.csv': 'id,day\n1,2024-01-01,3\n' }, 'invalid-csv', 2],
    [
      'two files for one table',
      { 'shop.orders.yaml': '[]\n', 'shop.orders.csv': 'id\n' },
      'doubled-fixture',
      undefined,
    ],
    ['a name of four parts', { 'a.b.c.d.yaml': '[]\n' }, 'invalid-fixture-name', undefined],
  ])('%s', async (_, files, code, line) => {
    const result = await run(query, { ...schema, ...(files as Files), 'expect.yaml': '[]\n' })
    expect(result).toMatchObject({ status: 'failed', diagnostics: [{ code, ...(line !== undefined && { line }) }] })
  })

  test('a binary format is refused', async () => {
    const result = await run(query, { ...schema, 'my-project.shop.orders.avro': 'Obj', 'expect.yaml': '[]\n' })
    expect(result).toMatchObject({ status: 'skipped', diagnostics: [{ code: 'unsupported-fixture' }] })
  })

  test('an expectation with a column that the result has not', async () => {
    const result = await run('SELECT 1 AS total, STRUCT(2 AS a) AS s', {
      'expect.yaml': '- total: 1\n  s: {a: 2}\n- totl: 1\n- s: {b: 2}\n- total: one\n',
    })
    expect(result).toMatchObject({
      status: 'failed',
      path: `${CASE}/expect.yaml`,
      line: 3,
      diagnostics: [
        { code: 'unknown-column', message: expect.stringContaining('did you mean "total"?'), line: 3 },
        { code: 'unknown-column', message: expect.stringContaining('row 3, s.b'), line: 4 },
        {
          code: 'invalid-value',
          message: 'row 4, total: "one" is not an INT64, as the result has it',
          line: 5,
          column: 10,
        },
      ],
    })
  })
})

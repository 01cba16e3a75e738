import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Field, Partition, Query, QueryJob, QueryParameter } from '../../src/generator/query-job.ts'
import type { TableReference } from '../../src/googlesql/catalog.ts'
import {
  arrayOf,
  DATE,
  FLOAT64,
  INT64,
  type ScalarTypeName,
  STRING,
  structOf,
  TIMESTAMP,
  type Type,
} from '../../src/googlesql/types.ts'
import type { Value } from '../../src/googlesql/value.ts'
import type { LoadOptions, ResultValue, RowSource, TableState, Warehouse } from '../../src/runner/warehouse.ts'

const PROJECT = 'contract'
const BY_DAY = { unit: 'DAY', field: 'day', requirePartitionFilter: false } as const
const BY_ARRIVAL = { unit: 'DAY', requirePartitionFilter: false } as const
const DAY_1: Partition = { id: '20240228', unit: 'DAY' }
const DAY_2: Partition = { id: '20240229', unit: 'DAY' }

function column(name: string, type: Type, mode: Field['mode'] = 'NULLABLE'): Field {
  return { name, type, mode }
}

const DAILY: readonly Field[] = [column('day', DATE), column('name', STRING), column('value', INT64)]

async function* source(...rows: readonly Record<string, unknown>[]): RowSource {
  yield rows.map((value, index) => ({ value, path: 'rows', line: index + 1, text: JSON.stringify(value) }))
}

/**
 * What every warehouse does alike, whatever runs the jobs. Speaks GoogleSQL through the public interface only.
 *
 * @param open a warehouse that may hold tables of other tests, in other datasets
 * @param exceptions names of tests that it cannot pass, with the reason
 * @param makeDataset where a table cannot be made without one
 */
export function describeWarehouse(
  name: string,
  open: () => Promise<Warehouse>,
  exceptions: Readonly<Record<string, string>> = {},
  makeDataset: (project: string, dataset: string) => Promise<void> = async () => {},
): void {
  describe(name, () => {
    let warehouse: Warehouse
    let datasets = 0
    let jobs = 0
    const run = `${Date.now().toString(36)}`

    beforeAll(async () => {
      warehouse = await open()
    })
    afterAll(() => warehouse[Symbol.asyncDispose]())

    function test(title: string, body: (test: Bench) => Promise<void>): void {
      if (exceptions[title] !== undefined) it.skip(`${title} (${exceptions[title]})`)
      else
        it(title, async () => {
          const dataset = `contract_${run}_${++datasets}`
          await makeDataset(PROJECT, dataset)
          await body(new Bench(warehouse, dataset, () => `contract-${run}-${++jobs}`))
        })
    }

    test('answers a query with its schema and rows in column order', async (bench) => {
      const { schema, batches } = await bench.warehouse.query(
        bench.text('SELECT 1 AS a, [STRUCT("x" AS k, 2.5 AS v)] AS b, NULL AS c'),
      )
      const rows: unknown[] = []
      for await (const batch of batches) rows.push(...batch)
      expect(rows).toEqual([['1', [['x', 2.5]], null]])
      expect(schema).toEqual([
        { name: 'a', type: 'INT64', mode: 'NULLABLE' },
        {
          name: 'b',
          type: 'STRUCT',
          mode: 'REPEATED',
          fields: [
            { name: 'k', type: 'STRING', mode: 'NULLABLE' },
            { name: 'v', type: 'FLOAT64', mode: 'NULLABLE' },
          ],
        },
        { name: 'c', type: 'INT64', mode: 'NULLABLE' },
      ])
    })

    test('names the columns that a query does not', async (bench) => {
      const { schema } = await bench.warehouse.query(bench.text('SELECT 1, 2 AS b, 3'))
      expect(schema.map((field) => field.name)).toEqual(['f0_', 'b', 'f1_'])
    })

    test('binds parameters', async (bench) => {
      const parameters = [parameter('day', DATE, '2024-02-28'), parameter('names', arrayOf(STRING), ["it's", 'b'])]
      expect(await bench.rows('SELECT @day, @names[OFFSET(0)]', parameters)).toEqual([['2024-02-28', "it's"]])
    })

    test('tells wrong SQL by its place', async (bench) => {
      await bench.create('t', DAILY)
      const wrong = bench.warehouse.query(bench.text('SELECT\n  nane FROM t'))
      await expect(wrong).rejects.toMatchObject({
        name: 'SqlError',
        code: 'unknown-column',
        span: { start: 9, end: 13 },
      })
    })

    test('finds what is not there absent', async (bench) => {
      expect(await bench.warehouse.find(bench.table('nothing'))).toEqual({ kind: 'absent' })
      await expect(bench.rows('SELECT * FROM nothing')).rejects.toMatchObject({ code: 'unknown-table' })
    })

    test('makes an empty table and describes it', async (bench) => {
      await bench.create('t', DAILY, { partitioning: BY_DAY, clustering: ['name'] })
      expect(await bench.state('t')).toMatchObject({
        kind: 'table',
        schema: DAILY,
        partitioning: BY_DAY,
        clustering: ['name'],
        rows: 0n,
        partitions: [],
      })
      expect(await bench.rows('SELECT * FROM t')).toEqual([])
      await expect(bench.create('t', DAILY)).rejects.toMatchObject({ code: 'table-exists' })
      await bench.create('t', [column('other', INT64)], { ifNotExists: true })
      expect((await bench.state('t')).schema).toEqual(DAILY)
    })

    test('keeps every type', async (bench) => {
      await bench.load('t', ALL_TYPES_SCHEMA, ALL_TYPES_ROW, {})
      expect(await bench.rows('SELECT * FROM t ORDER BY i NULLS LAST')).toEqual([ALL_TYPES_RESULT, NOTHING_RESULT])
      await bench.fill('copied', 'SELECT * FROM t')
      expect(await bench.rows('SELECT * FROM copied ORDER BY i NULLS LAST')).toEqual([ALL_TYPES_RESULT, NOTHING_RESULT])
      expect((await bench.state('copied')).schema).toEqual(ALL_TYPES_SCHEMA)
    })

    test('keeps intervals, inside of structs too', async (bench) => {
      const interval = scalar('INTERVAL')
      const schema = [column('iv', interval), column('l', structOf([{ name: 'iv', type: interval }]), 'REPEATED')]
      await bench.load('t', schema, { iv: '1-2 -3 4:5:6.000001', l: [{ iv: '0-0 1 0:0:0' }] })
      await bench.fill('copied', 'SELECT * FROM t')
      for (const name of ['t', 'copied'])
        expect(await bench.rows(`SELECT iv, l FROM ${name}`)).toEqual([['1-2 -3 4:5:6.000001', [['0-0 1 0:0:0']]]])
    })

    test('replaces a table that is loaded again, or adds to it', async (bench) => {
      const schema = [column('a', INT64)]
      expect((await bench.load('t', schema, { a: 1 }, { a: 2 })).rows).toBe(2n)
      await bench.append('t', schema, { a: 3 })
      expect(await bench.rows('SELECT a FROM t ORDER BY a')).toEqual([['1'], ['2'], ['3']])
      await bench.load('t', schema, { a: 4 })
      expect(await bench.rows('SELECT a FROM t')).toEqual([['4']])
      expect((await bench.state('t')).rows).toBe(1n)
    })

    test('refuses rows that do not fit, and keeps what was there', async (bench) => {
      const schema = [column('a', INT64)]
      await bench.load('t', schema, { a: 1 })
      await expect(bench.load('t', schema, { a: 2 }, { a: 'x' })).rejects.toMatchObject({
        diagnostics: [{ path: 'rows', line: 2, message: 'a: "x" is not an INT64' }],
      })
      expect(await bench.rows('SELECT a FROM t')).toEqual([['1']])
    })

    test('makes an empty table of no rows', async (bench) => {
      await bench.load('t', DAILY)
      expect(await bench.state('t')).toMatchObject({ schema: DAILY, rows: 0n })
      expect(await bench.rows('SELECT * FROM t')).toEqual([])
    })

    test('spreads loaded rows over partitions', async (bench) => {
      const [first, second] = [row('2024-02-28', 'a', 1), row('2024-02-29', 'b', 2)]
      await bench.loadInto(
        't',
        { schema: DAILY, partitioning: BY_DAY, writeDisposition: 'append' },
        first,
        second,
        row(null, 'c', 3),
      )
      expect(await bench.partitions('t')).toEqual({ '20240228': 1n, '20240229': 1n, __NULL__: 1n })
      expect(await bench.rows("SELECT name FROM t WHERE day >= '2024-02-29'")).toEqual([['b']])
      expect(await bench.rows('SELECT name FROM t WHERE day IS NULL')).toEqual([['c']])
    })

    test('makes a table of a query', async (bench) => {
      const result = await bench.fill('t', "SELECT DATE '2024-02-28' AS day, 'a' AS name, 1 AS value", {
        partitioning: BY_DAY,
      })
      expect(result.rows).toBe(1n)
      expect(await bench.state('t')).toMatchObject({ schema: DAILY, partitioning: BY_DAY, rows: 1n })
    })

    test('replaces a whole table, its schema too', async (bench) => {
      await bench.fill('t', 'SELECT 1 AS a')
      await bench.fill('t', "SELECT 'x' AS b UNION ALL SELECT 'y'")
      expect(await bench.rows('SELECT * FROM t ORDER BY b')).toEqual([['x'], ['y']])
    })

    test('replaces one partition and leaves the others', async (bench) => {
      await bench.createDaily('t')
      await bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1 AS value")
      await bench.fillDay('t', DAY_2, "SELECT 'b' AS name, 2 AS value")
      await bench.fillDay('t', DAY_1, "SELECT 'c' AS name, 3 AS value")
      expect(await bench.rows('SELECT * FROM t ORDER BY day')).toEqual([
        ['2024-02-28', 'c', '3'],
        ['2024-02-29', 'b', '2'],
      ])
    })

    test('gives the same rows when the same day runs twice', async (bench) => {
      await bench.createDaily('t')
      for (let time = 0; time < 2; time++) await bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1 AS value")
      expect(await bench.partitions('t')).toEqual({ '20240228': 1n })
    })

    test('leaves an empty partition where a day has no rows', async (bench) => {
      await bench.createDaily('t')
      await bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1 AS value")
      await bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1 AS value FROM UNNEST([1]) WHERE FALSE")
      expect(await bench.rows('SELECT * FROM t')).toEqual([])
    })

    test('refuses a row of another partition before anything is replaced', async (bench) => {
      await bench.createDaily('t')
      await bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1 AS value")
      const days = "SELECT day, 'b' AS name, 2 AS value FROM UNNEST([DATE '2024-02-28', DATE '2024-03-01']) AS day"
      await expect(bench.fill('t', days, { partition: DAY_1 })).rejects.toMatchObject({
        code: 'row-of-other-partition',
        retryable: false,
        message: expect.stringMatching(/partition 20240228 of contract\.contract_\w+\.t/),
      })
      const noDay = "SELECT CAST(NULL AS DATE) AS day, 'b' AS name, 2 AS value"
      await expect(bench.fill('t', noDay, { partition: DAY_1 })).rejects.toMatchObject({
        code: 'row-of-other-partition',
      })
      expect(await bench.rows('SELECT name FROM t')).toEqual([['a']])
    })

    test('refuses a partition of a table that has none', async (bench) => {
      await bench.create('t', DAILY)
      await expect(bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1 AS value")).rejects.toMatchObject({
        code: 'partition-of-unpartitioned',
      })
    })

    test('refuses a partition that the table cannot have', async (bench) => {
      await bench.createDaily('t')
      const partition: Partition = { id: '202402', unit: 'MONTH' }
      const job = bench.fill('t', "SELECT DATE '2024-02-01' AS day, 'a' AS name, 1 AS value", { partition })
      await expect(job).rejects.toMatchObject({ code: 'invalid-partition' })
    })

    test('writes a partitioned table whole', async (bench) => {
      await bench.createDaily('t')
      await bench.fillDay('t', DAY_1, "SELECT 'old' AS name, 0 AS value")
      const days = "GENERATE_DATE_ARRAY('2024-03-01', '2024-03-12')"
      await bench.fill('t', `SELECT day, 'a' AS name, 1 AS value FROM UNNEST(${days}) AS day`)
      const ids = Array.from({ length: 12 }, (_, index) => `202403${String(index + 1).padStart(2, '0')}`)
      expect(await bench.partitions('t')).toEqual(Object.fromEntries(ids.map((id) => [id, 1n])))
      expect((await bench.state('t')).partitioning).toEqual(BY_DAY)
    })

    test('appends to a table and to a partition', async (bench) => {
      await bench.createDaily('t')
      await bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1 AS value")
      await bench.fillDay('t', DAY_1, "SELECT 'b' AS name, 2 AS value", { writeDisposition: 'append' })
      const two = "SELECT day, 'c' AS name, 3 AS value FROM UNNEST([DATE '2024-02-28', DATE '2024-02-29']) AS day"
      await bench.fill('t', two, { writeDisposition: 'append' })
      expect(await bench.partitions('t')).toEqual({ '20240228': 3n, '20240229': 1n })
    })

    test('writes only into an empty table when it is told so', async (bench) => {
      await bench.fill('t', 'SELECT 1 AS a', { writeDisposition: 'empty' })
      await expect(bench.fill('t', 'SELECT 2 AS a', { writeDisposition: 'empty' })).rejects.toMatchObject({
        code: 'not-empty',
      })
      expect(await bench.rows('SELECT a FROM t')).toEqual([['1']])
    })

    test('matches columns by name, not by place', async (bench) => {
      await bench.createDaily('t')
      await bench.fill('t', "SELECT 1 AS VALUE, DATE '2024-02-28' AS day, 'a' AS name", { partition: DAY_1 })
      expect(await bench.rows('SELECT * FROM t')).toEqual([['2024-02-28', 'a', '1']])
    })

    test('leaves a column NULL that a query does not have', async (bench) => {
      await bench.create('t', [...DAILY, column('list', STRING, 'REPEATED')], { partitioning: BY_DAY })
      await bench.fill('t', "SELECT DATE '2024-02-28' AS day", { partition: DAY_1 })
      expect(await bench.rows('SELECT * FROM t')).toEqual([['2024-02-28', null, null, []]])
    })

    test('refuses a column of another type, and one that the table does not have', async (bench) => {
      await bench.createDaily('t')
      const wrongType = bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1.5 AS value")
      await expect(wrongType).rejects.toMatchObject({
        code: 'schema-mismatch',
        message: expect.stringMatching(/"value" is FLOAT64 .*INT64/),
      })
      const unknown = bench.fillDay('t', DAY_1, "SELECT 'a' AS name, 1 AS value, 'x' AS more")
      await expect(unknown).rejects.toMatchObject({
        code: 'schema-mismatch',
        message: expect.stringMatching(/no column "more" \(STRING\)/),
      })
    })

    test('adds columns and fields where the job allows it', async (bench) => {
      await bench.create('t', [column('day', DATE), column('s', structOf([{ name: 'a', type: INT64 }]))], {
        partitioning: BY_DAY,
      })
      await bench.fillDay('t', DAY_1, 'SELECT STRUCT(1 AS a) AS s')
      const more = "SELECT STRUCT(2 AS a, 'x' AS b, [1] AS c) AS s, 'y' AS more"
      await bench.fillDay('t', DAY_2, more, { schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] })
      expect(await bench.rows('SELECT s, more FROM t ORDER BY day')).toEqual([
        [['1', null, []], null],
        [['2', 'x', ['1']], 'y'],
      ])
    })

    test('refuses NULL in a REQUIRED column', async (bench) => {
      await bench.create('t', [column('id', STRING, 'REQUIRED'), column('value', INT64)])
      await bench.fill('t', "SELECT 'a' AS id, 1 AS value", { writeDisposition: 'append' })
      const withNull = bench.fill('t', 'SELECT CAST(NULL AS STRING) AS id', { writeDisposition: 'append' })
      await expect(withNull).rejects.toMatchObject({ message: expect.stringContaining('id') })
      const without = bench.fill('t', 'SELECT 1 AS value', { writeDisposition: 'append' })
      await expect(without).rejects.toMatchObject({ code: 'schema-mismatch' })
      expect(await bench.rows('SELECT * FROM t')).toEqual([['a', '1']])
    })

    test('stores a NULL array as an empty one, and no NULL in an array', async (bench) => {
      await bench.fill('t', 'SELECT CAST(NULL AS ARRAY<INT64>) AS a, STRUCT(CAST(NULL AS ARRAY<STRING>) AS b) AS s')
      expect(await bench.rows('SELECT a, s FROM t')).toEqual([[[], [[]]]])
      await expect(bench.fill('t', 'SELECT [1, NULL] AS a')).rejects.toMatchObject({
        message: expect.stringMatching(/NULL|null/),
      })
    })

    test('names the fields of structs that a query does not', async (bench) => {
      await bench.fill('t', 'SELECT STRUCT(1, 2 AS b) AS s')
      expect(await bench.rows('SELECT s._field_1, s.b FROM t')).toEqual([['1', '2']])
    })

    test('refuses two columns of one name', async (bench) => {
      await expect(bench.fill('t', 'SELECT 1 AS a, 2 AS A')).rejects.toMatchObject({ code: 'schema-mismatch' })
    })

    test('changes nothing when a query fails', async (bench) => {
      await bench.fill('t', 'SELECT 1 AS a')
      await expect(bench.fill('t', "SELECT IF(x = 2, ERROR('no'), x) AS a FROM UNNEST([1, 2]) AS x")).rejects.toThrow(
        /no/,
      )
      expect(await bench.rows('SELECT a FROM t')).toEqual([['1']])
    })

    test('reads only what filters on the partition column let through', async (bench) => {
      const days = "GENERATE_DATE_ARRAY('2024-01-01', '2024-12-31')"
      await bench.fill('t', `SELECT day, EXTRACT(DAYOFYEAR FROM day) AS n FROM UNNEST(${days}) AS day`, {
        partitioning: { ...BY_DAY, unit: 'MONTH' },
      })
      const count = async (where: string): Promise<unknown> =>
        (await bench.rows(`SELECT COUNT(*) FROM t WHERE ${where}`, [parameter('day', DATE, '2024-02-28')]))[0]![0]
      expect(await count('day = @day')).toBe('1')
      expect(await count('day < @day')).toBe('58')
      expect(await count('day >= DATE_SUB(@day, INTERVAL 27 DAY) AND day <= @day')).toBe('28')
      expect(await count("day IN (@day, DATE '2024-12-31', DATE '2030-01-01')")).toBe('2')
      expect(await count("day BETWEEN '2024-02-29' AND '2024-03-01'")).toBe('2')
      expect(await count('day = @day OR n = 366')).toBe('2')
      expect(await count('NOT day = @day')).toBe('365')
    })

    test('knows when rows of a table without a partitioning column arrived', async (bench) => {
      await bench.create('t', [column('a', INT64)], { partitioning: BY_ARRIVAL })
      await bench.fill('t', 'SELECT 1 AS a', { partition: DAY_1 })
      await bench.fill('t', 'SELECT 2 AS a', { partition: DAY_2 })
      expect(await bench.rows("SELECT * FROM t WHERE _PARTITIONDATE = '2024-02-29'")).toEqual([['2']])
      expect(await bench.rows('SELECT a, _PARTITIONTIME AS pt FROM t ORDER BY a')).toEqual([
        ['1', '2024-02-28 00:00:00+00'],
        ['2', '2024-02-29 00:00:00+00'],
      ])
      await bench.load('now', [column('a', INT64)], { a: 1 })
    })

    test('partitions by hour, month and year', async (bench) => {
      const seen = column('seen', TIMESTAMP)
      for (const [unit, id] of [
        ['HOUR', '2024022813'],
        ['MONTH', '202402'],
        ['YEAR', '2024'],
      ] as const) {
        await bench.create(`t_${unit}`, [seen], {
          partitioning: { unit, field: 'seen', requirePartitionFilter: false },
        })
        await bench.fill(`t_${unit}`, "SELECT TIMESTAMP '2024-02-28 13:59:59.999999+00' AS seen", {
          partition: { id, unit },
        })
        expect(await bench.partitions(`t_${unit}`)).toEqual({ [id]: 1n })
      }
      const late = bench.fill('t_HOUR', "SELECT TIMESTAMP '2024-02-28 14:00:00+00' AS seen", {
        partition: { id: '2024022813', unit: 'HOUR' },
      })
      await expect(late).rejects.toMatchObject({ code: 'row-of-other-partition' })
    })

    test('reads several tables by a wildcard', async (bench) => {
      await bench.fill('events_20240228', "SELECT 'a' AS name")
      await bench.fill('events_20240229', "SELECT 'b' AS name, 2 AS value")
      expect(await bench.rows('SELECT _TABLE_SUFFIX AS day, name, value FROM `events_*` ORDER BY day')).toEqual([
        ['20240228', 'a', null],
        ['20240229', 'b', '2'],
      ])
    })

    test('keeps views, and resolves them where they are read', async (bench) => {
      await bench.fill('t', 'SELECT 1 AS a')
      await bench.view('v', `SELECT a + 1 AS b FROM ${bench.dataset}.t`)
      expect(await bench.rows('SELECT b FROM v')).toEqual([['2']])
      await bench.fill('t', 'SELECT 10 AS a')
      expect(await bench.rows('SELECT b FROM v')).toEqual([['11']])
      await expect(bench.view('v', 'SELECT 1 AS c')).rejects.toMatchObject({ code: 'table-exists' })
      await bench.view('v', 'SELECT 1 AS c', true)
      expect(await bench.rows('SELECT c FROM v')).toEqual([['1']])
      expect(await bench.state('v')).toMatchObject({ kind: 'view' })
      await expect(bench.fill('v', 'SELECT 1 AS a')).rejects.toMatchObject({ code: 'wrong-kind' })
    })

    test('keeps no view that cannot be read', async (bench) => {
      await bench.fill('t', 'SELECT 1 AS a')
      await expect(bench.view('v', `SELECT b FROM ${bench.dataset}.t`)).rejects.toMatchObject({
        code: 'unknown-column',
      })
      expect(await bench.warehouse.find(bench.table('v'))).toEqual({ kind: 'absent' })
    })

    test('adds fields to a table; rows that are there get NULL or an empty array', async (bench) => {
      await bench.fill('t', 'SELECT 1 AS a')
      const fields = [column('b', STRING), column('c', structOf([{ name: 'x', type: INT64 }]), 'REPEATED')]
      await bench.warehouse.apply({ kind: 'addFields', table: bench.table('t'), fields })
      expect(await bench.rows('SELECT * FROM t')).toEqual([['1', null, []]])
      await bench.fill('t', "SELECT 2 AS a, 'x' AS b", { writeDisposition: 'append' })
      expect(await bench.rows('SELECT * FROM t ORDER BY a')).toEqual([
        ['1', null, []],
        ['2', 'x', []],
      ])
      const required = bench.warehouse.apply({
        kind: 'addFields',
        table: bench.table('t'),
        fields: [column('d', INT64, 'REQUIRED')],
      })
      await expect(required).rejects.toMatchObject({ code: 'schema-mismatch' })
    })

    test('copies a partition over another table’s, and drops one', async (bench) => {
      for (const name of ['from', 'to']) {
        await bench.createDaily(name)
        for (const day of [DAY_1, DAY_2]) await bench.fillDay(name, day, `SELECT '${name}' AS name, 1 AS value`)
      }
      const [from, to] = [bench.table('from'), bench.table('to')]
      await bench.warehouse.apply({ kind: 'copyPartition', from, to, partition: DAY_1 })
      expect(await bench.rows('SELECT name FROM `to` ORDER BY day')).toEqual([['from'], ['to']])
      await bench.warehouse.apply({ kind: 'dropPartition', table: to, partition: DAY_2 })
      expect(await bench.partitions('to')).toEqual({ '20240228': 1n })
    })

    test('copies a table whole, with its partitions', async (bench) => {
      await bench.createDaily('from')
      for (const day of [DAY_1, DAY_2]) await bench.fillDay('from', day, "SELECT 'a' AS name, 1 AS value")
      await bench.warehouse.apply({ kind: 'copyPartition', from: bench.table('from'), to: bench.table('new') })
      expect(await bench.partitions('new')).toEqual({ '20240228': 1n, '20240229': 1n })
    })

    test('drops tables and views', async (bench) => {
      await bench.fill('t', 'SELECT 1 AS a')
      const drop = (ifExists: boolean): Promise<void> =>
        bench.warehouse.apply({ kind: 'drop', table: bench.table('t'), ifExists })
      await drop(false)
      expect(await bench.warehouse.find(bench.table('t'))).toEqual({ kind: 'absent' })
      await expect(drop(false)).rejects.toMatchObject({ code: 'table-not-found' })
      await drop(true)
      await bench.fill('t', "SELECT 'x' AS b")
      expect(await bench.rows('SELECT * FROM t')).toEqual([['x']])
    })

    test('runs a script that makes, changes and drops tables', async (bench) => {
      await bench.script(`
        CREATE TABLE t (a INT64, b ARRAY<STRING>);
        INSERT INTO t (a, b) VALUES (1, ['x']), (2, NULL);
        INSERT INTO t (a) SELECT 3;
        UPDATE t SET a = a * 10 WHERE a > 1;
        DELETE FROM t WHERE a = 30;
        CREATE OR REPLACE TABLE u AS SELECT a FROM t;
        CREATE TEMP TABLE temporary AS SELECT 5 AS a;
        INSERT INTO u SELECT a FROM temporary;
        MERGE u USING (SELECT 1 AS a UNION ALL SELECT 7) AS s ON u.a = s.a
          WHEN MATCHED THEN UPDATE SET a = 100 WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a);
        CREATE VIEW v AS SELECT SUM(a) AS total FROM ${bench.dataset}.u;
        CREATE TABLE gone AS SELECT 1 AS x;
        DROP TABLE gone;`)
      expect(await bench.rows('SELECT a, b FROM t ORDER BY a')).toEqual([
        ['1', ['x']],
        ['20', []],
      ])
      expect(await bench.rows('SELECT a FROM u ORDER BY a')).toEqual([['5'], ['7'], ['20'], ['100']])
      expect(await bench.rows('SELECT total FROM v')).toEqual([['132']])
      for (const name of ['gone', 'temporary'])
        expect(await bench.warehouse.find(bench.table(name))).toEqual({ kind: 'absent' })
    })

    test('changes stored tables by DML, partition by partition', async (bench) => {
      await bench.createDaily('t')
      for (const day of [DAY_1, DAY_2]) await bench.fillDay('t', day, "SELECT 'a' AS name, 1 AS value")
      await bench.script("INSERT INTO t (day, name, value) VALUES ('2024-02-28', 'b', 2), ('2024-03-01', 'c', 3)")
      expect(await bench.partitions('t')).toEqual({ '20240228': 2n, '20240229': 1n, '20240301': 1n })
      await bench.script("DELETE FROM t WHERE day = '2024-02-29'; UPDATE t SET value = value + 10 WHERE name = 'b'")
      expect(await bench.rows('SELECT name, value FROM t ORDER BY value')).toEqual([
        ['a', '1'],
        ['c', '3'],
        ['b', '12'],
      ])
      await bench.script('TRUNCATE TABLE t')
      expect(await bench.rows('SELECT * FROM t')).toEqual([])
    })

    test('gives the rows of a script’s last query', async (bench) => {
      expect(
        await bench.rows('DECLARE x INT64 DEFAULT 2; CREATE TEMP TABLE t AS SELECT x AS a; SELECT a * 2 FROM t;'),
      ).toEqual([['4']])
      expect(await bench.rows('CREATE OR REPLACE TABLE t AS SELECT 1 AS a; SELECT a FROM t')).toEqual([['1']])
    })

    test('stores the rows of a script’s last query, which sees what the script has made', async (bench) => {
      const setup = `
        CREATE TEMP FUNCTION doubled(x INT64) AS (x * 2);
        CREATE TEMP TABLE few AS SELECT x FROM UNNEST([1, 2]) AS x;`
      await bench.fill('t', `${setup} SELECT doubled(x) AS a FROM few`)
      expect(await bench.rows('SELECT a FROM t ORDER BY a')).toEqual([['2'], ['4']])
      await bench.fill('t', 'CREATE TEMP FUNCTION one() AS (1); SELECT one() AS a')
      expect(await bench.rows('SELECT a FROM t')).toEqual([['1']])
    })

    test('sees what a job reads as it was when the job began', async (bench) => {
      const days = "GENERATE_DATE_ARRAY('2024-01-01', '2024-01-20')"
      await bench.fill('t', `SELECT day, x FROM UNNEST(${days}) AS day, UNNEST(GENERATE_ARRAY(1, 5000)) AS x`, {
        partitioning: BY_DAY,
      })
      const { batches } = await bench.warehouse.query(bench.text('SELECT x FROM t'))
      let rows = 0
      for await (const batch of batches) {
        if (rows === 0) await bench.fill('t', "SELECT DATE '2024-01-01' AS day, 1 AS x")
        rows += batch.length
      }
      expect(rows).toBe(100_000)
      expect(await bench.rows('SELECT COUNT(*) FROM t')).toEqual([['1']])
    })

    test('ends a query whose reader stops early', async (bench) => {
      const { batches } = await bench.warehouse.query(
        bench.text('SELECT x FROM UNNEST(GENERATE_ARRAY(1, 1000000)) AS x'),
      )
      for await (const batch of batches) {
        expect(batch.length).toBeGreaterThan(0)
        break
      }
    })

    test('says what a query would read and answer, without running it', async (bench) => {
      await bench.createDaily('t')
      const query = bench.text(
        "SELECT name, SUM(value) AS total FROM t WHERE day = @day AND ERROR('not run') IS NULL GROUP BY name",
        [parameter('day', DATE, '2024-02-28')],
      )
      expect(await bench.warehouse.dryRun(query)).toMatchObject({
        schema: [
          { name: 'name', type: 'STRING', mode: 'NULLABLE' },
          { name: 'total', type: 'INT64', mode: 'NULLABLE' },
        ],
        references: [bench.table('t')],
      })
    })

    test('leaves alone a job that it does not know', async (bench) => {
      await bench.warehouse.cancel('no-such-job')
    })

    test('cancels a running job, which changes nothing', async (bench) => {
      await bench.fill('t', 'SELECT 1 AS a')
      const endless =
        'SELECT MAX(x * y) AS a FROM UNNEST(GENERATE_ARRAY(1, 1000000)) AS x, UNNEST(GENERATE_ARRAY(1, 1000000)) AS y'
      const job = bench.job(endless, { destination: bench.table('t') })
      const running = bench.warehouse.run(job)
      setTimeout(() => void bench.warehouse.cancel(job.jobId), 300)
      await expect(running).rejects.toMatchObject({ code: 'cancelled' })
      expect(await bench.rows('SELECT a FROM t')).toEqual([['1']])
    })

    test('lets two jobs write two partitions of one table at once', async (bench) => {
      await bench.createDaily('t')
      const days = Array.from({ length: 6 }, (_, index): Partition => ({ id: `2024030${index + 1}`, unit: 'DAY' }))
      await Promise.all(days.map((day, index) => bench.fillDay('t', day, `SELECT 'a' AS name, ${index} AS value`)))
      expect(await bench.partitions('t')).toEqual(Object.fromEntries(days.map((day) => [day.id, 1n])))
    })
  })
}

type JobOptions = Partial<
  Pick<
    QueryJob,
    'partition' | 'writeDisposition' | 'partitioning' | 'clustering' | 'schema' | 'schemaUpdateOptions' | 'destination'
  >
>

/** One dataset, and short words for what tests do in it. */
class Bench {
  readonly warehouse: Warehouse
  readonly dataset: string
  readonly #nextJob: () => string

  constructor(warehouse: Warehouse, dataset: string, nextJob: () => string) {
    this.warehouse = warehouse
    this.dataset = dataset
    this.#nextJob = nextJob
  }

  table(name: string): TableReference {
    return { project: PROJECT, dataset: this.dataset, table: name }
  }

  text(sql: string, parameters: readonly QueryParameter[] = []): Query {
    return { sql, parameters, defaultProject: PROJECT, defaultDataset: this.dataset }
  }

  async rows(sql: string, parameters: readonly QueryParameter[] = []): Promise<(readonly ResultValue[])[]> {
    const { batches } = await this.warehouse.query(this.text(sql, parameters))
    const rows: (readonly ResultValue[])[] = []
    for await (const batch of batches) rows.push(...batch)
    return rows
  }

  job(sql: string, options: JobOptions): QueryJob {
    return {
      ...this.text(sql),
      jobId: this.#nextJob(),
      writeDisposition: 'truncate',
      schemaUpdateOptions: [],
      labels: {},
      ...options,
    }
  }

  fill(name: string, sql: string, options: JobOptions = {}) {
    return this.warehouse.run(this.job(sql, { destination: this.table(name), ...options }))
  }

  /** @param sql a query of all columns but `day` */
  fillDay(name: string, partition: Partition, sql: string, options: JobOptions = {}) {
    const day = `${partition.id.slice(0, 4)}-${partition.id.slice(4, 6)}-${partition.id.slice(6)}`
    return this.fill(name, `SELECT DATE '${day}' AS day, * FROM (${sql})`, { partition, ...options })
  }

  script(sql: string) {
    return this.warehouse.run(this.job(sql, {}))
  }

  load(name: string, schema: readonly Field[], ...rows: readonly Record<string, unknown>[]) {
    return this.loadInto(name, { schema, writeDisposition: 'truncate' }, ...rows)
  }

  append(name: string, schema: readonly Field[], ...rows: readonly Record<string, unknown>[]) {
    return this.loadInto(name, { schema, writeDisposition: 'append' }, ...rows)
  }

  loadInto(name: string, options: LoadOptions, ...rows: readonly Record<string, unknown>[]) {
    return this.warehouse.load(this.table(name), source(...rows), options)
  }

  async create(
    name: string,
    schema: readonly Field[],
    options: { ifNotExists?: boolean; partitioning?: QueryJob['partitioning']; clustering?: readonly string[] } = {},
  ): Promise<void> {
    const { ifNotExists = false, partitioning, clustering } = options
    await this.warehouse.apply({
      kind: 'createTable',
      table: this.table(name),
      schema,
      ifNotExists,
      ...(partitioning && { partitioning }),
      ...(clustering && { clustering }),
    })
  }

  createDaily(name: string): Promise<void> {
    return this.create(name, DAILY, { partitioning: BY_DAY })
  }

  view(name: string, sql: string, replace = false): Promise<void> {
    return this.warehouse.apply({ kind: 'createView', table: this.table(name), sql, replace })
  }

  async state(name: string): Promise<TableState> {
    const found = await this.warehouse.find(this.table(name))
    if (found.kind !== 'present') throw new Error(`${name} is ${found.kind}`)
    return found.value
  }

  async partitions(name: string): Promise<Record<string, bigint>> {
    const { partitions } = await this.state(name)
    return Object.fromEntries(partitions.map(({ id, rows }) => [id, rows]))
  }
}

function row(day: string | null, name: string, value: number): Record<string, unknown> {
  return { day, name, value }
}

function parameter(name: string, type: Type, value: Value): QueryParameter {
  return { name, type, value }
}

function scalar(name: ScalarTypeName): Type {
  return { kind: 'scalar', name }
}

const ALL_TYPES: readonly (readonly [string, Type, unknown, ResultValue])[] = [
  ['i', INT64, '-9223372036854775808', '-9223372036854775808'],
  ['f', FLOAT64, 0.1, 0.1],
  ['nan', FLOAT64, 'NaN', 'NaN'],
  ['inf', FLOAT64, '-Infinity', '-Infinity'],
  ['b', scalar('BOOL'), true, true],
  ['n', scalar('NUMERIC'), '-12345678901234567890123456789.123456789', '-12345678901234567890123456789.123456789'],
  ['bn', scalar('BIGNUMERIC'), '1.000000000000001', '1.000000000000001'],
  ['s', STRING, 'é\u0000\n"', 'é\u0000\n"'],
  ['y', scalar('BYTES'), 'AP8=', 'AP8='],
  ['d', DATE, '0001-01-01', '0001-01-01'],
  ['dt', scalar('DATETIME'), '9999-12-31T23:59:59.999999', '9999-12-31 23:59:59.999999'],
  ['t', scalar('TIME'), '23:59:59.000001', '23:59:59.000001'],
  ['ts', TIMESTAMP, '2021-02-10 10:05:00.123456 UTC', '2021-02-10 10:05:00.123456+00'],
  ['j', scalar('JSON'), { b: [1, 1.5, 'x'], a: null }, '{"a":null,"b":[1,1.5,"x"]}'],
  ['a', arrayOf(INT64), [3, 1, 2], ['3', '1', '2']],
  [
    'st',
    structOf([
      { name: 'j', type: scalar('JSON') },
      { name: 'l', type: arrayOf(structOf([{ name: 'd', type: DATE }])) },
    ]),
    { j: [1], l: [{ d: '2024-02-29' }] },
    ['[1]', [['2024-02-29']]],
  ],
]

const ALL_TYPES_SCHEMA: readonly Field[] = ALL_TYPES.map(([name, type]) =>
  type.kind === 'array' ? column(name, type.element, 'REPEATED') : column(name, type),
)
const ALL_TYPES_ROW = Object.fromEntries(ALL_TYPES.map(([name, , value]) => [name, value]))
const ALL_TYPES_RESULT = ALL_TYPES.map(([, , , result]) => result)
const NOTHING_RESULT = ALL_TYPES.map(([, type]) => (type.kind === 'array' ? [] : null))

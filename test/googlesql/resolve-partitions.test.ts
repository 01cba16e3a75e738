import { describe, expect, test } from 'vitest'
import { scanExpressions, scanInputs } from '../../src/googlesql/resolve/visit-tree.ts'
import type { Expression, PartitionBounds, ResolvedQuery, Scan, TableScan } from '../../src/googlesql/resolved.ts'
import { analyze, refusalOf } from '../support/analyze.ts'

const SPEC = {
  tables: {
    'p.d.t': { columns: 'day DATE, x INT64', partition: 'day', requireFilter: true },
    'p.d.s': { columns: 'ts TIMESTAMP, x INT64', partition: 'ts' },
    'p.d.i': {
      columns: 'x INT64',
      hidden: '_PARTITIONTIME TIMESTAMP, _PARTITIONDATE DATE',
      partition: '_PARTITIONTIME',
    },
    'p.d.plain': 'day DATE, x INT64',
  },
  views: { 'p.d.v': 'SELECT day AS d2, x FROM t UNION ALL SELECT DATE(ts), x FROM s' },
}
const OPTIONS = { parameters: new Map([['day', { kind: 'scalar', name: 'DATE' } as const]]) }

function scansOf(scan: Scan): readonly TableScan[] {
  const inside = (expression: Expression): readonly TableScan[] =>
    expression.kind === 'subquery' ? scansOf(expression.scan) : []
  const own = scan.kind === 'table' ? [scan] : []
  return [...own, ...scanInputs(scan).flatMap(scansOf), ...scanExpressions(scan).flatMap(inside)]
}

/** `day >= @day` and the like, per table in the order of reading. */
function boundsOf(sql: string): readonly string[] {
  const query: ResolvedQuery = analyze(sql, SPEC, OPTIONS)
  return scansOf(query.scan).map(({ table, partitions }) => `${table.reference.table}: ${showBounds(partitions)}`)
}

function showBounds(bounds: PartitionBounds = []): string {
  const texts = bounds.map((bound) =>
    bound.operator === 'in' ? `in ${bound.bounds.map(show).join(' ')}` : `${bound.operator} ${show(bound.bound)}`,
  )
  return texts.join(', ') || 'all'
}

function show(expression: Expression): string {
  if (expression.kind === 'literal') return String(expression.value)
  if (expression.kind === 'parameter') return `@${expression.name}`
  if (expression.kind === 'part') return expression.part
  return expression.kind === 'call'
    ? `${expression.name}(${expression.arguments.map(show).join(' ')})`
    : expression.kind
}

describe('the partitions that a query needs', () => {
  test.each([
    ['SELECT x FROM t WHERE day = @day AND x > 1', ['t: = @day']],
    ["SELECT x FROM t WHERE '2024-01-01' <= day AND day < '2024-02-01'", ['t: >= 2024-01-01, < 2024-02-01']],
    [
      'SELECT x FROM t WHERE day BETWEEN DATE_SUB(@day, INTERVAL 6 DAY) AND @day',
      ['t: >= DATE_SUB(@day 6 DAY), <= @day'],
    ],
    ["SELECT x FROM t WHERE day IN ('2024-01-01', '2024-01-03')", ['t: in 2024-01-01 2024-01-03']],
    ["SELECT x FROM t WHERE day = '2024-01-01' OR day = '2024-01-03'", ['t: in 2024-01-01 2024-01-03']],
    ['SELECT x FROM s WHERE DATE(ts) = @day', ['s: >= TIMESTAMP(@day), < TIMESTAMP(DATE_ADD(@day 1 DAY))']],
    ["SELECT x FROM s WHERE ts >= '2024-01-01'", ['s: >= 2024-01-01 00:00:00+00']],
    [
      "SELECT x FROM s WHERE TIMESTAMP_TRUNC(ts, DAY) = TIMESTAMP '2024-01-01'",
      ['s: >= 2024-01-01 00:00:00+00, < TIMESTAMP_ADD(2024-01-01 00:00:00+00 1 DAY)'],
    ],
    [
      "SELECT x FROM s WHERE TIMESTAMP_BUCKET(ts, INTERVAL 5 MINUTE) > '2024-01-01' AND TIMESTAMP_TRUNC(ts, HOUR) < '2024-01-02'",
      ['s: > 2024-01-01 00:00:00+00'],
    ],
    ["SELECT x FROM s WHERE TIMESTAMP_TRUNC(ts, HOUR) = '2024-01-01'", ['s: >= 2024-01-01 00:00:00+00']],
    ["SELECT x FROM s WHERE TIMESTAMP_TRUNC(ts, HOUR, 'Asia/Tokyo') = '2024-01-01'", ['s: all']],
    ['SELECT x FROM i WHERE _PARTITIONDATE = @day', ['i: >= TIMESTAMP(@day), < TIMESTAMP(DATE_ADD(@day 1 DAY))']],
    ['SELECT x FROM s WHERE x = 1', ['s: all']],
    ['SELECT x FROM s WHERE DATE(ts) = @day OR x = 1', ['s: all']],
  ])('%s', (sql, bounds) => {
    expect(boundsOf(sql)).toEqual(bounds)
  })

  test.each([
    ['through a subquery', 'SELECT * FROM (SELECT day AS d, x + 1 AS y FROM t) WHERE d = @day', ['t: = @day']],
    ['through WITH', 'WITH a AS (SELECT day, x FROM t) SELECT * FROM a WHERE day = @day', ['t: = @day']],
    [
      'through a view and its UNION',
      'SELECT x FROM v WHERE d2 = @day',
      ['t: = @day', 's: >= TIMESTAMP(@day), < TIMESTAMP(DATE_ADD(@day 1 DAY))'],
    ],
    [
      'through GROUP BY of the column',
      'SELECT * FROM (SELECT day, SUM(x) FROM t GROUP BY day) WHERE day = @day',
      ['t: = @day'],
    ],
    [
      'through a window that it partitions',
      'SELECT * FROM (SELECT day, ROW_NUMBER() OVER (PARTITION BY day) FROM t WHERE TRUE) WHERE day = @day',
      ['t: = @day'],
    ],
    [
      'from one side of a join to the other',
      'SELECT t.x FROM t JOIN plain USING (day) WHERE plain.day = @day',
      ['t: = @day', 'plain: all'],
    ],
    [
      'from ON into the right side of a LEFT JOIN',
      'SELECT 1 FROM plain LEFT JOIN t ON t.day = @day',
      ['plain: all', 't: = @day'],
    ],
    ['into a subquery of an expression', 'SELECT (SELECT MAX(x) FROM t WHERE day = @day)', ['t: = @day']],
  ])('is known %s', (_, sql, bounds) => {
    expect(boundsOf(sql)).toEqual(bounds)
  })

  test('a function of constants is a bound too', () => {
    const spec = {
      ...SPEC,
      routines: { 'p.udf.before': 'CREATE FUNCTION udf.before(d DATE) AS (DATE_SUB(d, INTERVAL 1 DAY));' },
    }
    const [scan] = scansOf(analyze('SELECT x FROM t WHERE day >= udf.before(@day)', spec, OPTIONS).scan)
    expect(scan?.partitions?.map(({ operator }) => operator)).toEqual(['>='])
  })

  test('an entry that is read twice keeps what either reader needs', () => {
    const sql =
      "WITH a AS (SELECT * FROM t) SELECT 1 FROM a JOIN a AS b USING (x) WHERE a.day = @day AND b.day >= '2024-01-01'"
    expect(boundsOf(sql)).toEqual(['t: >= LEAST(@day 2024-01-01)'])
  })

  test('a LIMIT, or a window over other rows, hides a filter from the table', () => {
    expect(boundsOf('SELECT * FROM (SELECT * FROM s LIMIT 5) WHERE DATE(ts) = @day')).toEqual(['s: all'])
    expect(boundsOf('SELECT * FROM (SELECT ts, LAG(x) OVER (ORDER BY ts) FROM s) WHERE DATE(ts) = @day')).toEqual([
      's: all',
    ])
  })
})

describe('a table that asks for a filter', () => {
  const refusal =
    "partition-filter: Cannot query over table 'p.d.t' without a filter over column(s) 'day' that can be used for partition elimination @ "

  test.each([
    ['SELECT x FROM t', 't'],
    ['SELECT x FROM t WHERE x = 1', 't'],
    ['SELECT x FROM t WHERE day = (SELECT MAX(day) FROM plain)', 't'],
    ['SELECT x FROM v', 'v'],
    ['SELECT x FROM t WHERE day = @day OR x = 1', 't'],
    ['SELECT x FROM t WHERE day = DATE_ADD(@day, INTERVAL x DAY)', 't'],
    ['SELECT x FROM t WHERE TRUE QUALIFY day = @day AND ROW_NUMBER() OVER (ORDER BY x) = 1', 't'],
    ['SELECT 1 FROM plain WHERE EXISTS (SELECT 1 FROM t WHERE t.day = plain.day)', 't'],
    ['SELECT 1 FROM plain JOIN t USING (day)', 't'],
    ['SELECT 1 FROM t LEFT JOIN plain ON plain.day = t.day AND t.day = @day', 't'],
    ['SELECT 1 FROM t AS a JOIN t ON a.x = t.x WHERE a.day = @day', 't'],
    ['WITH a AS (SELECT * FROM t) SELECT x FROM a WHERE day = @day UNION ALL SELECT x FROM a', 't'],
    ['SELECT x FROM (SELECT x, day FROM t LIMIT 5) WHERE day = @day', 't'],
    ['SELECT MAX(day) FROM t', 't'],
  ])('refuses %s', (sql, place) => {
    expect(refusalOf(sql, SPEC, OPTIONS)).toBe(refusal + place)
  })

  test.each([
    'day IS NOT NULL',
    'day = @day OR day IS NULL',
    "(day = @day OR x = 1) AND day > '2020-01-01'",
    'RAND() < 0.5 AND DATE_ADD(day, INTERVAL 1 DAY) = @day',
    'day IN UNNEST([@day])',
  ])('is content with a condition on its partition column alone: %s', (condition) => {
    expect(refusalOf(`SELECT x FROM t WHERE ${condition}`, SPEC, OPTIONS)).toBe('accepted: x INT64')
  })

  test.each([
    'SELECT t.x FROM plain JOIN t USING (day) WHERE day = @day',
    'SELECT t.x FROM plain LEFT JOIN t ON plain.day = t.day AND t.day = @day',
    'WITH a AS (SELECT * FROM t) SELECT x FROM a WHERE day = @day',
    'SELECT x FROM plain WHERE day IN (SELECT day FROM t WHERE day = @day)',
    'SELECT x FROM v WHERE d2 = @day',
    'SELECT x FROM t TABLESAMPLE SYSTEM (10 PERCENT) WHERE day = @day',
    'FROM t |> WHERE day = @day |> SELECT x',
  ])('finds the condition in %s', (sql) => {
    expect(refusalOf(sql, SPEC, OPTIONS)).toBe('accepted: x INT64')
  })

  test.each([
    ['s', 'ts', "TIMESTAMP_TRUNC(ts, HOUR) = '2024-01-01'"],
    ['i', '_PARTITIONTIME', 'DATE(_PARTITIONTIME) = @day'],
    ['i', '_PARTITIONTIME', '_PARTITIONDATE >= @day'],
    ['n', 'id', 'id BETWEEN 1 AND 5'],
  ])('by hours, by arrival or by ranges of numbers asks just the same: %s', (table, column, condition) => {
    const asking = Object.entries({ ...SPEC.tables, 'p.d.n': { columns: 'id INT64, x INT64', partition: 'id' } })
    const tables = Object.fromEntries(
      asking.map(([name, spec]) => [name, typeof spec === 'string' ? spec : { ...spec, requireFilter: true }]),
    )
    expect(refusalOf(`SELECT x FROM ${table} WHERE x = 1`, { tables }, OPTIONS)).toContain(`column(s) '${column}'`)
    expect(refusalOf(`SELECT x FROM ${table} WHERE ${condition}`, { tables }, OPTIONS)).toBe('accepted: x INT64')
  })

  test('does not ask in the text of a view', () => {
    expect(refusalOf('SELECT x FROM t', SPEC, { requirePartitionFilters: false })).toBe('accepted: x INT64')
  })

  test('references say what is filtered', () => {
    const { references } = analyze('SELECT 1 FROM v, plain, s WHERE d2 = @day', SPEC, OPTIONS)
    expect(references.map(({ reference, partitionFiltered }) => [reference.table, partitionFiltered])).toEqual([
      ['v', true],
      ['t', true],
      ['s', true],
      ['plain', true],
      ['s', false],
    ])
  })
})

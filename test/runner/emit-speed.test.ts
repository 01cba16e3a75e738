import { describe, expect, it } from 'vitest'
import { openEmptySession } from '../../src/runner/duckdb/empty-session.ts'
import { emitted } from '../support/emitted.ts'

describe('SQL that costs less and means the same', () => {
  it.each([
    ['^[0-9]{14}$', 'regexp_full_match'],
    ['^(?:a|b)$', 'regexp_matches'],
    ['^(?:ab)+$', 'regexp_full_match'],
    ['^a|b$', 'regexp_matches'],
    ['^*a$', 'regexp_matches'],
    ['(?m)^a$', 'regexp_matches'],
    ['^(?i:a)$', 'regexp_matches'],
    ['^a\\\\$', 'regexp_matches'],
    ['^a\\\\\\\\$', 'regexp_full_match'],
    ['^\\\\Qa$', 'regexp_matches'],
    ['^$', 'regexp_full_match'],
    ['a$', 'regexp_matches'],
  ])('a pattern that is the whole text is asked for as such: %s', (pattern, expected) => {
    expect(emitted(`SELECT REGEXP_CONTAINS(channel, '${pattern}') AS found FROM d.pings`).sql).toContain(`${expected}(`)
  })

  it('sorts no structs that the query has numbered itself', () => {
    const ordered = (first: string, second: string, order = 's.place') =>
      emitted(`
        SELECT ARRAY(
          SELECT s.name FROM UNNEST([STRUCT(${first} AS place, channel AS name), (${second}, client_id)]) AS s
          WHERE s.name IS NOT NULL ORDER BY ${order}) AS names
        FROM d.pings`).sql
    expect(ordered('1', '2')).not.toContain('list_sort')
    expect(ordered('-1', '2')).not.toContain('list_sort')
    expect(ordered('2', '1')).toContain('list_sort')
    expect(ordered('1', '1')).toContain('list_sort')
    expect(ordered('1', 'NULL')).toContain('list_sort')
    expect(ordered('1', 'crashes')).toContain('list_sort')
    expect(ordered('1', '2', 's.place DESC')).toContain('list_sort')
    expect(ordered('1', '2', 's.name')).toContain('list_sort')
  })
})

describe('what WHERE asks about and the list reads', () => {
  it('is computed once', () => {
    const { sql } = emitted(`
      SELECT SAFE_CAST(channel AS INT64) + 1 AS n FROM d.pings
      WHERE day = '2024-01-01' AND SAFE_CAST(channel AS INT64) > 0 AND NOT SAFE_CAST(channel AS INT64) = 7
      ORDER BY SAFE_CAST(channel AS INT64) DESC`)
    expect(sql.match(/regexp_full_match/g)).toHaveLength(1)
    expect(sql).toMatch(/FROM \(SELECT t1\.\*, .* AS "\$shared\d+" FROM pings AS t1\) AS t1/)
  })

  it.each([
    // of another column, not asked about, not read, able to fail
    'SELECT SAFE_CAST(client_id AS INT64) AS n FROM d.pings WHERE SAFE_CAST(channel AS INT64) > 0',
    'SELECT SAFE_CAST(channel AS INT64) AS n, SAFE_CAST(channel AS INT64) + 1 AS m FROM d.pings WHERE crashes > 0',
    'SELECT crashes FROM d.pings WHERE SAFE_CAST(channel AS INT64) > 0',
    'SELECT CAST(channel AS INT64) AS n FROM d.pings WHERE crashes = 0 OR CAST(channel AS INT64) > 0',
    'SELECT SAFE_CAST(a.channel AS INT64) AS n FROM d.pings AS a JOIN d.pings AS b USING (day) WHERE SAFE_CAST(a.channel AS INT64) > 0',
  ])('stays where it is: %s', (query) => {
    expect(emitted(query).sql).not.toContain('shared')
  })

  it.each([
    [
      "SELECT SAFE_CAST(x AS INT64) AS n FROM UNNEST(['1', 'b', '3', NULL]) AS x WHERE SAFE_CAST(x AS INT64) > 1",
      [['3']],
    ],
    [
      `WITH t AS (SELECT '{"a": 1, "b": "x"}' AS j UNION ALL SELECT '{"a": 2}' UNION ALL SELECT 'no')
      SELECT JSON_VALUE(j, '$.a') AS a, COUNT(*) AS n FROM t WHERE JSON_VALUE(j, '$.a') IS NOT NULL GROUP BY 1 HAVING MAX(JSON_VALUE(j, '$.a')) > '1' ORDER BY 1`,
      [['2', '1']],
    ],
    [
      `WITH t AS (SELECT x FROM UNNEST(['3', '2', 'x']) AS x)
      SELECT (SELECT SUM(y) FROM UNNEST(GENERATE_ARRAY(1, SAFE_CAST(x AS INT64))) AS y) AS total,
        ARRAY(SELECT x FROM t AS other WHERE other.x < t.x AND SAFE_CAST(t.x AS INT64) > SAFE_CAST(other.x AS INT64) ORDER BY 1) AS less
      FROM t WHERE SAFE_CAST(x AS INT64) IS NOT NULL ORDER BY SAFE_CAST(x AS INT64)`,
      [
        ['3', []],
        ['6', ['2']],
      ],
    ],
  ])('gives the same rows: %s', async (sql, expected) => {
    await using session = await openEmptySession()
    const { batches } = await session.query(sql, [])
    const rows = []
    for await (const batch of batches) rows.push(...batch)
    expect(rows).toEqual(expected)
  })
})

describe('a costly column of a SELECT below', () => {
  const below = (columns: string) =>
    emitted(`WITH t AS (SELECT crashes, ${columns} FROM d.pings) SELECT * FROM t WHERE n > 0`).sql

  it('is computed once, though a filter above reads it', () => {
    expect(below('SAFE_CAST(channel AS INT64) + 1 AS n')).toMatch(/CASE WHEN random\(\) < 2 THEN .* END AS n_\d+/)
  })

  it('waits for the filter where there are more', () => {
    expect(below('SAFE_CAST(channel AS INT64) AS n, SAFE_CAST(client_id AS INT64) AS m')).not.toContain('random')
    expect(below('crashes + 1 AS n')).not.toContain('random')
  })
})

describe('a value that is read more than once', () => {
  it('is repeated where that costs less than a lambda', () => {
    const { sql } = emitted(
      'SELECT LEAST(GREATEST(crashes, 0), 7) AS n, LEAST(LENGTH(channel), crashes) AS m FROM d.pings',
    )
    expect(sql.match(/\blambda\b/g)).toHaveLength(1)
    expect(sql).toContain('CASE WHEN t1."crashes" IS NULL THEN NULL ELSE greatest(t1."crashes", 0::BIGINT) END')
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmptySession, openEmptySession } from '../../src/runner/duckdb/empty-session.ts'
import type { ResultValue } from '../../src/runner/warehouse.ts'

let session: EmptySession

beforeAll(async () => {
  session = await openEmptySession()
})

afterAll(() => session[Symbol.asyncDispose]())

const T = `CREATE TEMP TABLE t (a INT64, b STRING); INSERT t VALUES (1, 'x'), (2, 'y'), (3, 'z');`

async function rows(script: string): Promise<readonly (readonly ResultValue[])[]> {
  const { batches } = await session.query(script, [])
  const all = []
  for await (const batch of batches) all.push(...batch)
  return all
}

// meanings as in https://cloud.google.com/bigquery/docs/reference/standard-sql/dml-syntax
describe('DML', () => {
  it('inserts structs by position, whatever their fields are called', async () => {
    const script = `
      CREATE TEMP TABLE s (id INT64, p STRUCT<x INT64, y STRING>, list ARRAY<STRUCT<k STRING>>);
      INSERT s (p, id) SELECT STRUCT(1 AS y, 'one' AS x), 7;
      SELECT id, p.x, p.y, list FROM s`
    expect(await rows(script)).toEqual([['7', '1', 'one', []]])
  })

  it('updates the rows that WHERE keeps', async () => {
    const script = `${T} UPDATE t SET b = CONCAT(b, '!'), a = a * 10 WHERE a > 1; SELECT * FROM t ORDER BY a`
    expect(await rows(script)).toEqual([
      ['1', 'x'],
      ['20', 'y!'],
      ['30', 'z!'],
    ])
  })

  it('updates one field of a struct', async () => {
    const script = `
      CREATE TEMP TABLE s (p STRUCT<x INT64, y STRING>); INSERT s VALUES ((1, 'q'));
      UPDATE s SET p.x = 5 WHERE TRUE; SELECT p FROM s`
    expect(await rows(script)).toEqual([[['5', 'q']]])
  })

  it('updates from another relation, once for each row', async () => {
    const join = (second: string) =>
      `${T} UPDATE t SET b = s.v FROM (SELECT 1 AS k, 'new' AS v UNION ALL SELECT ${second}, 'also') AS s WHERE s.k = t.a; SELECT * FROM t ORDER BY a`
    expect(await rows(join('9'))).toEqual([
      ['1', 'new'],
      ['2', 'y'],
      ['3', 'z'],
    ])
    await expect(rows(join('1'))).rejects.toMatchObject({
      code: 'query-failed',
      message: 'UPDATE/MERGE must match at most one source row for each target row',
    })
  })

  it('deletes by a subquery', async () => {
    const script = `${T} DELETE t WHERE a IN (SELECT x FROM UNNEST([1, 3]) AS x); SELECT * FROM t`
    expect(await rows(script)).toEqual([['2', 'y']])
  })

  it('merges: updates, inserts and deletes at once', async () => {
    const script = `${T}
      MERGE t USING (SELECT 1 AS k, 'm' AS v UNION ALL SELECT 7, 'i') AS s ON t.a = s.k
      WHEN MATCHED THEN UPDATE SET b = CONCAT(b, v)
      WHEN NOT MATCHED THEN INSERT (a, b) VALUES (k, v)
      WHEN NOT MATCHED BY SOURCE AND a = 3 THEN DELETE;
      SELECT * FROM t ORDER BY a`
    expect(await rows(script)).toEqual([
      ['1', 'xm'],
      ['2', 'y'],
      ['7', 'i'],
    ])
  })

  it('refuses a merge that changes a row twice, but not one that inserts twice', async () => {
    const merge = (on: string, clause: string) =>
      `${T} MERGE t USING (SELECT 1 AS k UNION ALL SELECT 1) AS s ON ${on} ${clause}; SELECT COUNT(*) FROM t`
    await expect(rows(merge('t.a = s.k', 'WHEN MATCHED THEN DELETE'))).rejects.toMatchObject({ code: 'query-failed' })
    expect(await rows(merge('FALSE', "WHEN NOT MATCHED THEN INSERT VALUES (k, 'n')"))).toEqual([['5']])
  })
})

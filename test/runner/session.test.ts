import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WarehouseError } from '../../src/errors.ts'
import {
  arrayOf,
  BYTES,
  FLOAT64,
  INT64,
  JSON_TYPE,
  NUMERIC,
  STRING,
  structOf,
  TIMESTAMP,
  type Type,
} from '../../src/googlesql/types.ts'
import type { ScalarFunction } from '../../src/runner/duckdb/emit-context.ts'
import { type Instance, openInstance, openSession, type Session } from '../../src/runner/duckdb/session.ts'

let instance: Instance
let session: Session

beforeAll(async () => {
  instance = await openInstance({ threads: 2 })
  session = await instance.session()
})

afterAll(async () => {
  await session[Symbol.asyncDispose]()
  instance[Symbol.dispose]()
})

async function failure(sql: string): Promise<WarehouseError> {
  const error = await session.rows(sql).catch((thrown: unknown) => thrown)
  if (!(error instanceof WarehouseError)) throw new Error(`no WarehouseError: ${String(error)}`)
  return error
}

function identity(name: string, type: Type): ScalarFunction {
  return { name, parameters: [type], returns: type, evaluate: (value) => value }
}

describe('a session', () => {
  it('does not see the temporary tables of another', async () => {
    const other = await instance.session()
    await session.run('CREATE TEMP TABLE mine AS SELECT 1 AS a')
    await expect(other.rows('SELECT * FROM mine')).rejects.toThrow('mine')
    await other[Symbol.asyncDispose]()
  })

  it('counts the rows that a statement changes', async () => {
    await session.run('CREATE TEMP TABLE counted (a INTEGER)')
    expect(await session.run('INSERT INTO counted VALUES (1), (2), (3)')).toBe(3n)
    expect(await session.run('DELETE FROM counted WHERE a > 1')).toBe(2n)
  })

  it('streams more rows than one chunk holds, and ends early when nobody listens', async () => {
    const columns = [{ name: 'i', type: INT64 }]
    let rows = 0
    for await (const batch of session.stream('SELECT range AS i FROM range(10000)', columns)) rows += batch.length
    expect(rows).toBe(10_000)
    for await (const batch of session.stream('SELECT range AS i FROM range(10000000)', columns)) {
      expect(batch[0]).toEqual(['0'])
      break
    }
    expect(await session.rows('SELECT 1')).toEqual([[1]])
  })

  it('refuses to read a column as another type than it has', async () => {
    const read = session.values('SELECT 1::HUGEINT', [{ name: 'a', type: INT64 }])
    await expect(read).rejects.toMatchObject({ code: 'engine-bug' })
  })

  it('puts NULLs where GoogleSQL has them, and moments in UTC', async () => {
    expect(await session.rows('SELECT * FROM (VALUES (1), (NULL), (2)) AS t(a) ORDER BY a')).toEqual([[null], [1], [2]])
    expect(await session.rows('SELECT * FROM (VALUES (1), (NULL), (2)) AS t(a) ORDER BY a DESC')).toEqual([
      [2],
      [1],
      [null],
    ])
    expect(await session.rows("SELECT CAST(TIMESTAMPTZ '2024-01-01 00:00:00+02' AS VARCHAR)")).toEqual([
      ['2023-12-31 22:00:00+00'],
    ])
  })

  it('ends a running statement when it is interrupted', async () => {
    const own = await openSession()
    const running = own.rows('SELECT count(*) FROM range(100000000) a, range(1000) b WHERE a.range % 7 = b.range')
    setTimeout(() => own.interrupt(), 50)
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    await own[Symbol.asyncDispose]()
  })
})

describe('a failure', () => {
  it.each([
    ["SELECT CAST(error('boo') AS INTEGER)", 'query-failed', 'boo'],
    ['SELECT 9223372036854775807::BIGINT + 1::BIGINT', 'query-failed', 'int64 overflow: 9223372036854775807 + 1'],
    ['SELECT (SELECT unnest([1, 2]))', 'query-failed', 'Scalar subquery produced more than one element'],
    [
      'SELECT CAST(sum(a) AS BIGINT) FROM (VALUES (9223372036854775807), (1)) AS t(a)',
      'query-failed',
      'int64 overflow: 9223372036854775808',
    ],
  ])('of the data is told in BigQuery’s words: %s', async (sql, code, message) => {
    expect(await failure(sql)).toMatchObject({ code, message, retryable: false })
  })

  it('to bind is a bug, and carries the SQL', async () => {
    const error = await failure('SELECT nothing_of_that_name')
    expect(error.code).toBe('engine-bug')
    expect((error.cause as Error).message).toContain('SELECT nothing_of_that_name')
  })

  it('for want of memory may go away', async () => {
    const small = await openSession({ memoryLimit: '20MB', threads: 1 })
    const error = await small.rows('SELECT list(range) FROM range(100000000)').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'out-of-memory', retryable: true })
    await small[Symbol.asyncDispose]()
  })
})

describe('a function of ours', () => {
  it('takes and gives values of every form', async () => {
    const rows = structOf([
      { name: 'a', type: arrayOf(structOf([{ name: 'b', type: NUMERIC }])) },
      { name: 'at', type: TIMESTAMP },
      { name: 'raw', type: BYTES },
      { name: 'json', type: JSON_TYPE },
    ])
    session.register([identity('same_rows', rows)])
    const sql = `{'a': [{'b': 1.5::DECIMAL(38,9)}, NULL], 'at': TIMESTAMPTZ '2024-01-01 10:00:00.25+00', 'raw': from_hex('00ff'), 'json': '{"k":1}'::JSON}`
    const values = await session.values(`SELECT "bq_same_rows"(${sql}) UNION ALL SELECT NULL`, [
      { name: 'x', type: rows },
    ])
    expect(values).toEqual([
      [[[['1.5'], null], '2024-01-01 10:00:00.25+00', new Uint8Array([0, 255]), '{"k":1}']],
      [null],
    ])
  })

  it('is not asked about NULL unless it wants to be', async () => {
    const seen: unknown[] = []
    const note = (name: string, acceptsNull: boolean): ScalarFunction => ({
      name,
      parameters: [STRING],
      returns: STRING,
      acceptsNull,
      evaluate: (value) => {
        seen.push(value)
        return 'asked'
      },
    })
    session.register([note('shy', false), note('bold', true)])
    expect(await session.rows('SELECT "bq_shy"(a), "bq_bold"(a) FROM (VALUES (NULL)) AS t(a)')).toEqual([
      [null, 'asked'],
    ])
    expect(seen).toEqual([null])
  })

  it('keeps integers beyond 2^53 and every character', async () => {
    session.register([identity('same_int', INT64), identity('same_text', STRING)])
    const text = '\ufeffé😀\u0000x'
    const sql = `SELECT "bq_same_int"(9223372036854775807), "bq_same_text"(concat(chr(65279), 'é😀', chr(0), 'x'))`
    expect(await session.rows(sql)).toEqual([[9223372036854775807n, text]])
  })

  it('fails the query with its own message, and is a bug when JavaScript itself throws', async () => {
    const thrower = (name: string, error: Error): ScalarFunction => ({
      name,
      parameters: [INT64],
      returns: INT64,
      evaluate: () => {
        throw error
      },
    })
    session.register([thrower('plain', new Error('out of range')), thrower('broken', new TypeError('x is undefined'))])
    expect(await failure('SELECT "bq_plain"(1)')).toMatchObject({ code: 'query-failed', message: 'out of range' })
    expect(await failure('SELECT "bq_broken"(1)')).toMatchObject({ code: 'engine-bug' })
    expect(await session.rows('SELECT TRY("bq_plain"(1))')).toEqual([[null]])
  })

  it('answers repeated texts alike', async () => {
    session.register([{ name: 'twice', parameters: [STRING], returns: STRING, evaluate: (text) => `${text}${text}` }])
    const sql = `SELECT count(DISTINCT "bq_twice"('channel ' || (range % 5))), min("bq_twice"('channel ' || (range % 5))) FROM range(30000)`
    expect(await session.rows(sql)).toEqual([[5n, 'channel 0channel 0']])
  })

  it('cannot share its name with another', () => {
    session.register([identity('taken', INT64)])
    expect(() => session.register([identity('taken', FLOAT64)])).toThrow('two functions are called taken')
  })
})

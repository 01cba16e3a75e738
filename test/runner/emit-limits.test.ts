import { expect, test } from 'vitest'
import { SqlError } from '../../src/googlesql/sql-error.ts'
import { openEmptySession } from '../../src/runner/duckdb/empty-session.ts'

// How long a chain fits the stack differs between releases of Node; what happens beyond it must not.
test.each([300, 1500, 4000, 20_000])('a chain of %i is answered, or refused with code and place', async (length) => {
  await using session = await openEmptySession()
  const sum = async () => {
    const rows = []
    const { batches } = await session.query(`SELECT ${Array(length).fill('1').join('+')}`, [])
    for await (const batch of batches) rows.push(...batch)
    return rows
  }
  const outcome = await sum().catch((error: unknown) => error)
  if (outcome instanceof SqlError) expect([outcome.code, length > 300]).toEqual(['unsupported', true])
  else expect(outcome).toEqual([[String(length)]])
})

// DuckDB's search for common subexpressions would take 33 s for the chain.
test.each([
  ['a chain of 1,000 operators', Array(1000).fill('x').join(' + '), 1000],
  ['600 nested parentheses', `${'x + ('.repeat(600)}1${')'.repeat(600)}`, 601],
])('%s over a column take no minute', { timeout: 8000 }, async (_, sum, expected) => {
  await using session = await openEmptySession()
  const { batches } = await session.query(`SELECT ${sum} FROM UNNEST([1]) AS x`, [])
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  expect(rows).toEqual([[String(expected)]])
})

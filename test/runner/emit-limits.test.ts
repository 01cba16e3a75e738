import { expect, test } from 'vitest'
import { SqlError } from '../../src/googlesql/sql-error.ts'
import { openEmptySession } from '../../src/runner/duckdb/empty-session.ts'

test('a chain that is too long for the stack is refused, with code and place', async () => {
  await using session = await openEmptySession()
  const chain = (length: number) => session.query(`SELECT ${Array(length).fill('1').join('+')}`, [])
  const { batches } = await chain(300)
  for await (const rows of batches) expect(rows).toEqual([['300']])
  for (const length of [1500, 4000, 20_000]) {
    await expect(chain(length)).rejects.toBeInstanceOf(SqlError)
    await expect(chain(length)).rejects.toMatchObject({ code: 'unsupported' })
  }
})

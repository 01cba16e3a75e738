import { expect, test } from 'vitest'
import { DATE, INT64, STRING } from '../../src/googlesql/types.ts'
import { fieldOfType } from '../../src/runner/duckdb/fields.ts'
import { keyedRows } from '../../src/runner/load/keyed-rows.ts'

const SCHEMA = [fieldOfType('day', DATE), fieldOfType('channel', STRING), fieldOfType('count', INT64)]

async function rowsOf(document: unknown, columns = ['day', 'channel', 'count']) {
  async function* source() {
    yield [{ value: document as Record<string, unknown>, path: 'counts.json', line: 1 }]
  }
  const rows = []
  for await (const batch of keyedRows(source(), columns, SCHEMA)) rows.push(...batch.map(({ value }) => value))
  return rows
}

test('keys become columns, outermost first, and days may be written together', async () => {
  expect(
    await rowsOf({ 20170208: { release: 5, beta: '6' }, '2017-02-09': {}, '2017-02-10': { 20170208: 7 } }),
  ).toEqual([
    { day: '2017-02-08', channel: 'release', count: 5 },
    { day: '2017-02-08', channel: 'beta', count: '6' },
    { day: '2017-02-10', channel: '20170208', count: 7 },
  ])
})

test.each([
  [{ 20170208: 5 }, '20170208 is 5, not an object whose keys could be a column'],
  [{ 20170208: [5] }, '20170208 is [5], not an object whose keys could be a column'],
  [7, 'the document is 7, not an object whose keys could be a column'],
])('%j is refused', async (document, message) => {
  await expect(rowsOf(document)).rejects.toMatchObject({ code: 'invalid-value', message })
})

test('a column that the table has not is refused', async () => {
  await expect(rowsOf({}, ['day', 'chanel', 'count'])).rejects.toMatchObject({ code: 'unknown-column', exitCode: 2 })
})

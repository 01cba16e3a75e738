import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { DiagnosticsError } from '../../src/errors.ts'
import { readRows } from '../../src/runner/load/rows.ts'
import type { RowFile } from '../../src/runner/load/text-chunks.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function rowsOf(...files: RowFile[]): Promise<unknown[]> {
  const rows: unknown[] = []
  for await (const batch of readRows(files)) rows.push(...batch.map(({ value, line }) => [line, value]))
  return rows
}

function file(name: string, content: string | Buffer): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

async function problemsOf(path: string): Promise<unknown[]> {
  const error = await rowsOf(path).catch((reason: unknown) => reason)
  if (!(error instanceof DiagnosticsError)) throw error
  return error.diagnostics.map(({ code, line, column }) => [code, line, column])
}

it('reads an object a line, skipping blank ones', async () => {
  const path = file('rows.ndjson', '\ufeff{"a":1}\r\n\n  {"a":2}\n{"a":9007199254740993}')
  expect(await rowsOf(path)).toEqual([
    [1, { a: 1 }],
    [3, { a: 2 }],
    [4, { a: 9007199254740993n }],
  ])
})

it('unpacks gzip whatever the name of the file', async () => {
  expect(await rowsOf(file('rows.txt', gzipSync('{"a":1}\n{"a":2}\n')))).toEqual([
    [1, { a: 1 }],
    [2, { a: 2 }],
  ])
})

it('reads a stream that comes in pieces, cut inside of a character', async () => {
  const bytes = Buffer.from('{"a":"é"}\n{"a":"x"}\n')
  const stream = Readable.from([...bytes].map((byte) => Buffer.from([byte])))
  expect(await rowsOf({ name: '<stdin>', stream })).toEqual([
    [1, { a: 'é' }],
    [2, { a: 'x' }],
  ])
})

it('reads one document over many lines as one row', async () => {
  const document = { a: [1, 2], b: { c: 'x' } }
  expect(await rowsOf(file('ping.json', JSON.stringify(document, undefined, 2)))).toEqual([[1, document]])
})

it('gives the place of every line that is not JSON', async () => {
  expect(await problemsOf(file('rows.ndjson', '{"a":1}\n{"a":x}\n{"a":2}\n{a}\n'))).toEqual([
    ['invalid-json', 2, 6],
    ['invalid-json', 4, 2],
  ])
})

it('gives the place in a document over many lines', async () => {
  expect(await problemsOf(file('ping.json', '{\n  "a": 1,\n  "b": ?\n}'))).toEqual([['invalid-json', 3, 8]])
})

it('gives the end of a line that ends too early', async () => {
  expect(await problemsOf(file('rows.ndjson', '{"a":1\n'))).toEqual([['invalid-json', 1, 7]])
})

it('says that a gzip file is cut short', async () => {
  const packed = gzipSync('{"a":1}\n'.repeat(1000))
  expect(await problemsOf(file('rows.gz', packed.subarray(0, packed.length - 10)))).toEqual([
    ['invalid-gzip', undefined, undefined],
  ])
})

it('reads an empty file as no rows, and refuses one that is not there', async () => {
  expect(await rowsOf(file('rows.ndjson', ''))).toEqual([])
  await expect(rowsOf('/nowhere/rows.ndjson')).rejects.toMatchObject({ code: 'no-such-file', exitCode: 2 })
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { explain, listCodes } from '../../src/cli/explanations.ts'

const SOURCE = join(import.meta.dirname, '..', '..', 'src')
/** Where a code is given to an error or a diagnostic, however the file's own helper is called. */
const CODES = [
  /\bcode: '([a-z]+(?:-[a-z]+)*)'/g,
  /\bnew (?:Sql|Usage|Warehouse|Bqetl|Storage)Error\(\s*'([a-z]+(?:-[a-z]+)*)'/g,
  /\b(?:fail|problem|storageError|retryable|failure|refuse)\(\s*'([a-z]+(?:-[a-z]+)*)'/g,
]

const used = new Map<string, string>()
for (const path of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
  const text = readFileSync(join(SOURCE, path), 'utf8')
  for (const pattern of CODES) for (const [, code] of text.matchAll(pattern)) used.set(code!, path)
}

test('every code that an error can have is explained', () => {
  const known = new Set(listCodes().trimEnd().split('\n'))
  const missing = [...used].filter(([code]) => !known.has(code)).map(([code, path]) => `${code} (${path})`)
  expect(used.size).toBeGreaterThan(60)
  expect(missing.sort()).toEqual([])
})

test('a code is explained in a sentence, and a misspelt one finds the nearest', () => {
  expect(explain('row-of-other-partition')).toMatch(/^row-of-other-partition: .*partition/)
  expect(() => explain('row-of-othr-partition')).toThrow(/no error code/)
})

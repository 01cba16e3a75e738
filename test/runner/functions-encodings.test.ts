import { expect, it } from 'vitest'
import { base32FromBytes, bytesFromBase32 } from '../../src/runner/duckdb/functions/scalar/encodings.ts'
import { publicSuffix, registrableDomain } from '../../src/runner/duckdb/functions/scalar/net-domain.ts'

// the evaluator has no BASE32: RFC 4648 §10 and BigQuery's own example
it.each([
  ['', ''],
  ['f', 'MY======'],
  ['fo', 'MZXQ===='],
  ['foo', 'MZXW6==='],
  ['foob', 'MZXW6YQ='],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI======'],
  ['abcde\xff', 'MFRGGZDF74======'],
])('writes %j in base 32, and reads it', (text, encoded) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'latin1'))
  expect(base32FromBytes.evaluate(bytes)).toBe(encoded)
  expect(bytesFromBase32.evaluate(encoded)).toEqual(bytes)
})

it.each(['MY', 'my======', 'M=======', 'MY=====1'])('does not read %s as base 32', (text) => {
  expect(() => bytesFromBase32.evaluate(text)).toThrow('base32')
})

it('takes the longest rule of the public suffix list, an exception before it, and no rule for an unknown domain', () => {
  expect(publicSuffix.evaluate('http://a.b.co.uk/x')).toBe('co.uk')
  expect(publicSuffix.evaluate('a.b.ck')).toBe('b.ck')
  expect(registrableDomain.evaluate('a.www.ck')).toBe('www.ck')
  expect(publicSuffix.evaluate('a.unknowntld')).toBeNull()
})

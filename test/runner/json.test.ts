import { describe, expect, test } from 'vitest'
import { JsonSyntaxError, parseJson, stringifyJson } from '../../src/runner/load/json.ts'

describe('parseJson', () => {
  test.each([
    '{"a":[1,2.5,-3e2,true,false,null,"\\u00e9\\n"]}',
    '[]',
    '{}',
    ' "x" ',
    '0',
    '{"a":1.0e10}',
    '[1e5]',
    '"12345678901234567890"',
  ])('reads %s as JSON.parse does', (text) => expect(parseJson(text)).toEqual(JSON.parse(text)))

  test('keeps integers beyond 2^53', () => {
    expect(parseJson('{"a":9007199254740993,"b":-123456789012345678901234567890}')).toEqual({
      a: 9007199254740993n,
      b: -123456789012345678901234567890n,
    })
  })

  test.each([
    ['{"day":}', 7],
    ['[1,]', 3],
    ['{"a":1} x', 8],
    ['{"a" 1}', 5],
    ['', 0],
    ['[1e999]', 1],
    ["{'a':1}", 1],
    ['"\t"', 0],
  ])('places the mistake in %j', (text, offset) => {
    expect(() => parseJson(text)).toThrow(JsonSyntaxError)
    try {
      parseJson(text)
    } catch (error) {
      expect((error as JsonSyntaxError).offset).toBe(offset)
    }
  })

  test('refuses what is nested too deep instead of overflowing', () => {
    expect(() => parseJson(`${'['.repeat(100_000)}1234567890123456`)).toThrow(JsonSyntaxError)
  })
})

test('stringifyJson writes what parseJson reads', () => {
  const text = '{"a":9007199254740993,"b":[1.5,"é\\"",null,{}],"c":true}'
  expect(stringifyJson(parseJson(text))).toBe(text)
})

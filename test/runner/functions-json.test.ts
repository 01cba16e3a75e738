import { describe, expect, it } from 'vitest'
import { readLeniently } from '../../src/runner/duckdb/functions/scalar/json/lenient.ts'
import { parseJson } from '../../src/runner/duckdb/functions/scalar/json/parse.ts'
import { parsePath } from '../../src/runner/duckdb/functions/scalar/json/path.ts'
import { prettyJson, printJson, printNumber } from '../../src/runner/duckdb/functions/scalar/json/value.ts'

describe('a JSON value', () => {
  const canonical = (text: string) => printJson(parseJson(text))

  it('sorts keys by their bytes and keeps the first of equal ones', () => {
    expect(canonical('{"b":1,"a":2,"b":3,"B":4,"é":5,"🦆":6,"\ue000":7}')).toBe(
      '{"B":4,"a":2,"b":1,"é":5,"\ue000":7,"🦆":6}',
    )
  })

  it('keeps whole numbers from -2^63 to 2^64-1 to the digit', () => {
    const numbers = '[-9223372036854775808,9007199254740993,18446744073709551615]'
    expect(canonical(numbers)).toBe(numbers)
  })

  it('spells other numbers as BigQuery does', () => {
    expect(canonical('[1.50,1e5,-0,-0.0,1e20,0.00001]')).toBe('[1.5,100000.0,0,-0.0,1e+20,1e-05]')
  })

  it('refuses a number that a FLOAT64 would change, unless it may be rounded', () => {
    expect(() => parseJson('1.123456789012345678901', 'exact')).toThrow('wide_number_mode')
    expect(printJson(parseJson('1.123456789012345678901', 'round'))).toBe('1.1234567890123457')
  })

  it.each(['{"a":1,}', "{'a':1}", '01', '1.', '+1', '.5', 'NaN', '"\\ud800"', '"\n"', '', '1 2'])(
    'is not %j',
    (text) => {
      expect(() => parseJson(text)).toThrow('not JSON')
    },
  )

  it('indents by two spaces, but not what is empty', () => {
    expect(prettyJson(parseJson('{"b":[],"a":[1,{}]}'))).toBe('{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}')
  })
})

describe('the digits of a FLOAT64 in JSON', () => {
  it('are those of Grisu2, also where it misses the fewest', () => {
    expect([1e23, 8.41e21, 5e-324, 1.7976931348623157e308, 0.1].map(printNumber)).toEqual([
      '9.999999999999999e+22',
      '8.409999999999999e+21',
      '5e-324',
      '1.7976931348623157e+308',
      '0.1',
    ])
  })

  it('read back as the number', () => {
    // a linear congruence over the mantissa, at every power of two
    for (let exponent = -1074; exponent < 1024; exponent += 7) {
      const value = (1 + ((exponent * 2654435761) % 4503599627370496) / 9007199254740992) * 2 ** exponent
      expect(Number(printNumber(value))).toBe(value)
    }
  })
})

describe('JSON in a STRING', () => {
  const value = (text: string, path: string) =>
    readLeniently(text, (reader) => (reader.find(parsePath(path, 'standard').steps) ? reader.scalar() : null))

  it('is read only as far as the first match', () => {
    expect(value('{"a":1.50,"b":', '$.a')).toBe('1.50')
    expect(value('{"b":NaN,"a":1}', '$.a')).toBeNull()
  })

  it('is forgiven what C would write', () => {
    expect(value("{'a':'\\x41\\101\\v'}", '$.a')).toBe('AA\v')
    expect(value('[1,,2,]', '$[2]')).toBe('2')
  })

  it('is searched on under the second of two equal keys', () => {
    expect(value('{"a":{"c":1},"a":{"b":2}}', '$.a.b')).toBe('2')
  })

  it('gives half a character for each half of a surrogate pair, as the evaluator does', () => {
    expect(value('"\\ud83e\\udd86"', '$')).toBe('\ufffd\ufffd')
  })
})

describe('a JSONPath', () => {
  it('has quoted keys after a point, or in the old syntax in brackets', () => {
    expect(parsePath('$."a.b"[ 1 ].c d', 'standard').steps.map(({ name }) => name)).toEqual(['a.b', '1', 'c d'])
    expect(parsePath("$['a.b'][x].", 'legacy').steps.map(({ name }) => name)).toEqual(['a.b', 'x'])
  })

  it.each(['a', '$.', '$.a[', '$..a', '$.*', "$['a']", '$.a"b', 'lax $.a'])('is not %s', (text) => {
    expect(() => parsePath(text, 'standard')).toThrow('JSONPath')
  })
})

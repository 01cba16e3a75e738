import { describe, expect, it } from 'vitest'
import { scriptRegexp } from '../../src/runner/duckdb/functions/scalar/regexp-script.ts'
import { rewriteFault } from '../../src/runner/duckdb/functions/scalar/regexp-search.ts'
import { regexpShape } from '../../src/runner/duckdb/functions/scalar/regexp-shape.ts'

describe('the shape of a regular expression', () => {
  it.each([
    ['a(b)c', 1],
    ['(?:a)(?P<n>b)(c)', 2],
    ['[(](a)', 1],
    ['\\((a)', 1],
    ['\\Q(x)\\E(y)', 1],
    ['[]()](a)', 1],
    ['(?i)a', 0],
    ['(?i:a(b))', 1],
    ['[[:alpha:](]', 0],
  ])('%s has %i groups', (pattern, groups) => {
    expect(regexpShape(pattern).groups).toBe(groups)
  })

  it.each([
    ['a*', true],
    ['a+', false],
    ['a|', true],
    ['(a|b*)', true],
    ['^$', true],
    ['a{0,2}', true],
    ['a{2}', false],
    ['\\b', true],
    ['[*]', false],
    ['x?y', false],
    ['(?:a?){3}', true],
  ])('%s may match the empty text: %s', (pattern, expected) => {
    expect(regexpShape(pattern).emptyMatch).toBe(expected)
  })

  it.each([
    ['x(a+)y', true],
    ['(a*)', false],
    ['(a)?', false],
    ['(a)|b', false],
    ['(?:(a)|b)c', false],
    ['(?:(a))+', true],
  ])('%s always fills its group: %s', (pattern, expected) => {
    expect(regexpShape(pattern).filledGroup).toBe(expected)
  })
})

describe('a regular expression in JavaScript', () => {
  it.each(['(?=a)', '(a)+', '\\pL', '(?m)^a', '(?:a*)*', '(?i)\\w', '[[:alpha:]]', '\\x{41}', 'a**'])(
    '%s is not translated',
    (pattern) => {
      expect(scriptRegexp(pattern)).toBeUndefined()
    },
  )

  it('does not stop a point at carriage returns, nor take Unicode for white space', () => {
    expect(scriptRegexp('a.b')?.test('a\rb')).toBe(true)
    expect(scriptRegexp('a\\sb')?.test('a\u00a0b')).toBe(false)
  })
})

describe('a replacement', () => {
  it('names groups that are there, and backslashes', () => {
    expect(rewriteFault('\\0 \\1 \\\\', 1)).toBeUndefined()
    expect(rewriteFault('\\2', 1)).toContain('group 2')
    expect(rewriteFault('a\\', 0)).toContain('backslash')
    expect(rewriteFault('\\n', 0)).toContain('backslash')
  })
})

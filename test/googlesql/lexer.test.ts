import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tokenize, triviaBetween } from '../../src/googlesql/lexer.ts'
import { refusal } from './outline.ts'

function words(text: string): string[] {
  return tokenize(text).map((token) => text.slice(token.start, token.end))
}

function literal(text: string): unknown {
  const [token] = tokenize(text)
  return token?.value instanceof Uint8Array ? Buffer.from(token.value).toString('hex') : token?.value
}

test('cuts a text into tokens and leaves out blanks and comments', () => {
  expect(words('SELECT a.b, -- why\n  `c d` /* x */ >= .5e3 # end')).toEqual([
    'SELECT',
    'a',
    '.',
    'b',
    ',',
    '`c d`',
    '>=',
    '.5e3',
    '',
  ])
  expect(words('a|>b||c<<1>>2<>3!=4=>5->6@@x@y?')).toEqual(
    'a |> b || c << 1 >> 2 <> 3 != 4 => 5 -> 6 @@ x @ y ?'.split(' ').concat(''),
  )
})

test('knows words, names, numbers and literals apart', () => {
  const kinds = tokenize("SELECT `SELECT` x 1 0xAf 1. 1e3 'a' b'a' ,").map((token) => token.kind)
  expect(kinds.join(' ')).toBe('word quoted word integer integer float float string bytes symbol end')
  expect(tokenize('select Offset').map((token) => [token.word, token.reserved])).toEqual([
    ['SELECT', true],
    ['OFFSET', false],
    ['', false],
  ])
})

test('reads a number in a dashed project name only up to the dot', () => {
  expect(words('my-project-123.dataset.t')).toEqual(['my', '-', 'project', '-', '123', '.', 'dataset', '.', 't', ''])
  expect(words('a-1.5')).toEqual(['a', '-', '1.5', ''])
})

test('decodes every escape sequence of strings', () => {
  expect(literal(String.raw`'\a\b\f\n\r\t\v\\\?\"\''`)).toBe('\x07\b\f\n\r\t\v\\?"\'')
  expect(literal("'\\`\\x41\\101\\u00e9\\U0001F600'")).toBe('`AAé😀')
  expect(literal("'''it's\r\n''fine'''")).toBe("it's\n''fine")
  expect(literal(String.raw`r'\n\''`)).toBe(String.raw`\n\'`)
})

test('decodes bytes: escapes are bytes, everything else is UTF-8', () => {
  expect(literal(String.raw`b'A\xff\101é'`)).toBe('41ff41c3a9')
  expect(literal(String.raw`rb"\xff"`)).toBe('5c786666')
  expect(literal(`BR'''a'b'''`)).toBe('612762')
})

test.each([
  ["SELECT 'abc", `"'" at 7: this string is never closed; expected '`],
  ["SELECT '''abc", "\"'''\" at 7: this string is never closed; expected '''"],
  ['SELECT `abc', '"`abc" at 7: this back-quoted name is never closed; expected `'],
  ['SELECT ``', '"``" at 7: a back-quoted name cannot be empty'],
  ['SELECT 1 /* abc', '"/*" at 9: this comment is never closed; expected */'],
  [
    String.raw`SELECT 'a\q'`,
    String.raw`"\\q" at 9: \q is no escape sequence | write \\ for a backslash, or a raw string: r"..."`,
  ],
  [
    String.raw`SELECT '\400'`,
    String.raw`"\\4" at 8: \4 is no escape sequence | write \\ for a backslash, or a raw string: r"..."`,
  ],
  [
    String.raw`SELECT '\ud800'`,
    String.raw`"\\ud800" at 8: \ud800 is no escape sequence | write \\ for a backslash, or a raw string: r"..."`,
  ],
  [
    'SELECT é',
    '"é" at 7: unexpected character "é" | a name with characters other than A-Z, a-z, 0-9 and _ must be back-quoted',
  ],
  ['SELECT “a”', '"“" at 7: unexpected character "“" | typographic quotes are no quotes in SQL; write \' or "'],
])('refuses %j with its place', (text, expected) => {
  expect(refusal(text)).toContain(expected)
})

test('tells blanks from comments between two tokens', () => {
  const text = '  -- one\n/* two */ # three'
  expect(triviaBetween(text, 0, text.length).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ['blank', '  '],
    ['comment', '-- one'],
    ['blank', '\n'],
    ['comment', '/* two */'],
    ['blank', ' '],
    ['comment', '# three'],
  ])
})

test('tokens and trivia together are the whole text', () => {
  for (const text of probes()) {
    let position = 0
    let whole = ''
    for (const token of tokenize(text)) {
      const trivia = triviaBetween(text, position, token.start)
      whole += [...trivia, token].map(({ start, end }) => text.slice(start, end)).join('')
      position = token.end
    }
    expect(whole).toBe(text)
  }
})

function probes(): string[] {
  const cases: { sql: string }[] = JSON.parse(readFileSync('test/conformance/probes.json', 'utf8'))
  return cases.map((probe) => probe.sql)
}

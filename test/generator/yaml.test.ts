import { describe, expect, test } from 'vitest'
import { parseYaml } from '../../src/generator/yaml/file.ts'
import { readWithLibrary } from '../../src/generator/yaml/library.ts'
import { nodeAt, toValue, type YamlNode } from '../../src/generator/yaml/node.ts'
import { parsePlainYaml } from '../../src/generator/yaml/plain.ts'

// what PyYAML 6.0.4 gives for `k: <text>`; dates and timestamps as their isoformat()
const SCALARS: readonly (readonly [text: string, type: string, value: unknown])[] = [
  ['yes', 'boolean', true],
  ['No', 'boolean', false],
  ['on', 'boolean', true],
  ['OFF', 'boolean', false],
  ['y', 'string', 'y'],
  ['012', 'integer', 10],
  ['0o14', 'string', '0o14'],
  ['0x1F', 'integer', 31],
  ['0b101', 'integer', 5],
  ['1_000', 'integer', 1000],
  ['+12', 'integer', 12],
  ['08', 'string', '08'],
  ['1e5', 'string', '1e5'],
  ['1.5e+3', 'float', 1500],
  ['1.0e3', 'string', '1.0e3'],
  ['.5', 'float', 0.5],
  ['-.5', 'string', '-.5'],
  ['1.', 'float', 1],
  ['685.230_15e+03', 'float', 685230.15],
  ['190:20:30', 'integer', 685230],
  ['1:30.5', 'float', 90.5],
  ['.inf', 'float', Number.POSITIVE_INFINITY],
  ['-.INF', 'float', Number.NEGATIVE_INFINITY],
  ['.nan', 'float', Number.NaN],
  ['2024-01-31', 'date', '2024-01-31'],
  ['2024-1-31', 'string', '2024-1-31'],
  ['2001-12-14t21:59:43.10-05:00', 'timestamp', '2001-12-14T21:59:43.100000-05:00'],
  ['2001-12-15 2:59:43.10', 'timestamp', '2001-12-15T02:59:43.100000'],
  ['2024-01-31 10:00:00Z', 'timestamp', '2024-01-31T10:00:00+00:00'],
  ['~', 'null', null],
  ['null', 'null', null],
  ['None', 'string', 'None'],
  ['12345678901234567890', 'integer', 12345678901234567890n],
  ['0.1.2', 'string', '0.1.2'],
]

// texts and what PyYAML 6.0.4 reads in them
const TEXTS: readonly (readonly [name: string, text: string, value: unknown])[] = [
  ['a plain text over several lines', 'k: a b\n  c\n\n  d # no more\n', { k: 'a b c\nd' }],
  [
    'a literal text, its end clipped, kept and stripped',
    'a: |\n  x\n   y\n\nb: |+\n  x\n\nc: |-\n  x\n',
    { a: 'x\n y\n', b: 'x\n\n', c: 'x' },
  ],
  ['a folded text with deeper lines', 'k: >\n  a\n  b\n\n  c\n    d\n  e\n', { k: 'a b\nc\n  d\ne\n' }],
  ['a block text at the end of a file without a line end', 'k: |\n  x', { k: 'x' }],
  ['escapes', 'k: "a\\tb\\x41\\u263a \\\n  c"\n', { k: 'a\tbA☺ c' }],
  ['quoted lines, even ones that begin too far left', "k: 'it''s\n\n  a\nb'\n", { k: "it's\na b" }],
  ['a list in the column of its key', 'k:\n- a\n- b: 1\n  c:\n  - d\n', { k: ['a', { b: 1, c: ['d'] }] }],
  [
    'flow collections',
    'k: [a, "b", {c: 1, d: [x]}]\nl: {}\nm: [\n  a,\n  b,\n]\n',
    { k: ['a', 'b', { c: 1, d: ['x'] }], l: {}, m: ['a', 'b'] },
  ],
  [
    'anchors and merge keys',
    'a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\nc: *x\n',
    { a: { p: 1, q: 2 }, b: { p: 1, q: 3 }, c: { p: 1, q: 2 } },
  ],
  ['merged lists, the first of them first', 'b:\n  <<: [{p: 1}, {p: 2, q: 2}]\n  r: 3\n', { b: { p: 1, q: 2, r: 3 } }],
  ['nothing', '# only a comment\n', null],
  ['line ends of Windows', 'a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
  ["YAML's own tags", 'a: !!str 12\nb: !!float 1\n', { a: '12', b: 1 }],
]

describe('YAML as PyYAML reads it', () => {
  test.each(SCALARS)('reads %s as %s', (text, type, value) => {
    for (const { root } of [parseYaml(`k: ${text}\n`, 'a.yaml'), readWithLibrary(`k: ${text}\n`, 'a.yaml')]) {
      expect(nodeAt(root, ['k'])).toMatchObject({ type, value })
    }
  })

  test.each(TEXTS)('reads %s', (_name, text, value) => {
    const { root, diagnostics } = parseYaml(text, 'a.yaml')
    expect(diagnostics).toEqual([])
    expect(toValue(root)).toEqual(value)
  })

  test('reads the same places by both ways', () => {
    const text = 'a: 1\nb:\n- c: "x"\n  d: >-\n    y\n- e\n'
    const starts = (node: YamlNode): unknown =>
      node.kind === 'scalar'
        ? [node.start, node.end]
        : node.kind === 'sequence'
          ? node.items.map(starts)
          : node.entries.map(({ key, value }) => [key.start, starts(value)])
    expect(starts(parsePlainYaml(text)!)).toEqual(starts(readWithLibrary(text, 'a.yaml').root))
  })

  test('keeps include tags and their places', () => {
    const { root } = parseYaml('fields: !include-fields\n  table: a.b.c\n', 'schema.yaml')
    expect(nodeAt(root, ['fields'])).toMatchObject({ kind: 'mapping', tag: '!include-fields' })
  })
})

describe('YAML that is wrong', () => {
  const problems = (text: string) =>
    parseYaml(text, 'a.yaml').diagnostics.map(({ code, line, column, severity }) => ({ code, line, column, severity }))

  test.each([
    ['a colon in a plain text', 'a: 1\nb: day: one row\n', 'yaml-syntax', 2],
    ['a quote without end', 'a: "x\nb: 1\n', 'yaml-syntax', 1],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'yaml-syntax', 2],
    ['a day that does not exist', 'a: 2024-02-30\n', 'yaml-date', 1],
    ['an alias before its anchor', 'a: *x\n', 'yaml-alias', 1],
    ['an alias inside itself', 'a: &x\n  b: *x\n', 'yaml-alias', 2],
    ['a tag that nobody knows', 'a: !secret x\n', 'yaml-tag', 1],
    ['a second document', 'a: 1\n---\nb: 2\n', 'yaml-syntax', 2],
    ['a merge of a text', 'a:\n  <<: x\n', 'yaml-merge', 2],
    ['a key that is a list', '? [a, b]\n: 1\n', 'yaml-key', 1],
    ['a key that is missing', 'a: 1\n: 2\n', 'yaml-key', 2],
    ['a control character', 'a: "x\u0007"\n', 'yaml-character', 1],
    ['a line separator', 'a: x\u2028y\n', 'yaml-character', 1],
  ])('tells %s', (_name, text, code, line) => {
    expect(problems(text)).toEqual([{ code, line, column: expect.any(Number), severity: 'error' }])
  })

  test.each([
    ['too deep', 'a:\n   b: day\n    c: x\n', 3, 2],
    ['too deep at the top', 'a: 1\n  b: 2\n', 2, 1],
    ['too shallow', 'a:\n    b: 1\n  c: 2\n', 3, 2],
    ['an item out of its list', 'a:\n  - x\n - y\nb: 1\n', 3, 2],
    ['a key beside its list item', 'a:\n- b: 1\n   c: 2\n', 3, 2],
  ])('tells the line whose column is wrong, once: %s', (_name, text, line, like) => {
    expect(parseYaml(text, 'a.yaml').diagnostics).toMatchObject([
      { code: 'yaml-syntax', line, hint: `let it begin in the column of line ${like}` },
    ])
  })

  test('tells a key that stands twice; the last one counts', () => {
    const { root, diagnostics } = parseYaml('a: 1\nb: 2\na: 3\n', 'a.yaml')
    expect(toValue(root)).toEqual({ a: 3, b: 2 })
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        code: 'yaml-duplicate-key',
        message: 'the key a stands here a second time (first in line 1); only this one counts',
        path: 'a.yaml',
        line: 3,
        column: 1,
        length: 1,
      },
    ])
  })

  test('a repeated key with the same value is only a warning', () => {
    expect(problems('a: 1\na: 1\n')).toEqual([{ code: 'yaml-duplicate-key', line: 2, column: 1, severity: 'warning' }])
  })

  test('survives nesting without end', () => {
    expect(problems('['.repeat(20_000))[0]).toMatchObject({ severity: 'error' })
    expect(problems(`${'- '.repeat(20_000)}a\n`)[0]).toMatchObject({ severity: 'error' })
  })

  test('a few aliases that stand for a million values are refused', () => {
    const lines = Array.from(
      { length: 9 },
      (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}]`,
    )
    expect(problems(['a0: &a0 x', ...lines, ''].join('\n'))).toMatchObject([{ code: 'yaml-alias' }])
  })

  test('reads a key named __proto__ as any other', () => {
    const value = toValue(parseYaml('__proto__: {a: 1}\n', 'a.yaml').root) as Record<string, unknown>
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect('a' in value).toBe(false)
  })
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseExpression, parseScript } from '../../src/googlesql/parse/parse.ts'
import type { ExpressionSyntax } from '../../src/googlesql/syntax.ts'
import { outline, refusal } from './outline.ts'

const nestings: readonly [string, (depth: number) => string][] = [
  ['parentheses', (depth) => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`],
  ['operators to the right', (depth) => `SELECT ${'1 + ('.repeat(depth)}1${')'.repeat(depth)}`],
  ['CASE', (depth) => `SELECT ${'CASE WHEN a THEN '.repeat(depth)}1${' END'.repeat(depth)}`],
  ['calls', (depth) => `SELECT ${'f('.repeat(depth)}1${')'.repeat(depth)}`],
  ['subqueries', (depth) => `${'SELECT * FROM ('.repeat(depth)}SELECT 1${')'.repeat(depth)}`],
  ['scalar subqueries', (depth) => `${'SELECT ('.repeat(depth)}SELECT 1${')'.repeat(depth)}`],
  ['NOT', (depth) => `SELECT ${'NOT '.repeat(depth)}TRUE`],
  ['types', (depth) => `SELECT CAST(a AS ${'ARRAY<'.repeat(depth)}INT64${'>'.repeat(depth)})`],
  ['blocks', (depth) => `${'BEGIN '.repeat(depth)}SELECT 1;${' END;'.repeat(depth)}`],
]

test.each(nestings)('reads 1,000 nested %s', (_, nest) => {
  expect(parseScript(nest(1000)).statements).toHaveLength(1)
})

test.each(nestings)('reads or refuses 50,000 nested %s, but survives', (_, nest) => {
  expect(refusal(nest(50_000))).toContain('nested too deeply')
})

test.each([
  ['+', `SELECT ${'a + '.repeat(100_000)}1`],
  ['AND and OR', `SELECT ${'a AND b OR '.repeat(50_000)}1`],
  ['UNION ALL', `${'SELECT 1 UNION ALL '.repeat(20_000)}SELECT 1`],
  ['JOIN', `SELECT 1 FROM a ${'JOIN b USING (x) '.repeat(20_000)}`],
  ['columns', `SELECT ${'1 AS a, '.repeat(100_000)}`],
])('a long chain of %s is a loop', (_, text) => {
  expect(parseScript(text).statements).toHaveLength(1)
})

test('the span of every operand holds exactly its text', () => {
  const probes: { sql: string; rows?: unknown }[] = JSON.parse(readFileSync('test/conformance/probes.json', 'utf8'))
  let seen = 0
  for (const { sql } of probes.filter((probe) => probe.rows !== undefined)) {
    for (const expression of expressionsIn(parseScript(sql))) {
      seen++
      expect(outline(parseExpression(sql.slice(expression.start, expression.end)))).toBe(outline(expression))
    }
  }
  expect(seen).toBeGreaterThan(2000)
})

const expressionKinds = new Set(
  'null boolean integer float string bytes typedLiteral interval name field index unary binary between in like is isDistinctFrom case cast extract call array struct subquery'.split(
    ' ',
  ),
)

function expressionsIn(node: unknown): ExpressionSyntax[] {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return []
  const children = Object.values(node).flatMap(expressionsIn)
  const { kind, form } = node as { kind?: string; form?: string }
  const isExpression =
    kind !== undefined && expressionKinds.has(kind) && (kind !== 'subquery' || form !== undefined) && 'start' in node
  return isExpression ? [node as ExpressionSyntax, ...children] : children
}

test('every probe is read, but for those that are no GoogleSQL', () => {
  const probes: { sql: string; rows?: unknown }[] = JSON.parse(readFileSync('test/conformance/probes.json', 'utf8'))
  const more: { sql: string }[] = readFileSync('test/conformance/more.ndjson', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const { sql } of [...probes.filter((probe) => probe.rows !== undefined), ...more])
    expect(() => parseScript(sql), sql).not.toThrow()
})

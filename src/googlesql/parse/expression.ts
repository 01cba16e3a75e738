import type { BinaryOperator, ExpressionSyntax, InSet, UnaryOperator } from '../syntax.ts'
import type { Token } from '../token.ts'
import { accept, type Cursor, endOf, expect, fail, isNext, peek, refuse, take } from './cursor.ts'
import { readGroup } from './group.ts'
import { readPrimary } from './primary.ts'

/** How tightly operators bind, from the loosest; comparisons do not chain. */
const levels = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  bitOr: 5,
  bitXor: 6,
  bitAnd: 7,
  shift: 8,
  add: 9,
  concat: 10,
  multiply: 11,
  unary: 12,
}

const binaryOperators: ReadonlyMap<string, { readonly operator: BinaryOperator; readonly level: number }> = new Map(
  Object.entries({
    OR: { operator: 'OR', level: levels.or },
    AND: { operator: 'AND', level: levels.and },
    '=': { operator: '=', level: levels.comparison },
    '!=': { operator: '!=', level: levels.comparison },
    '<>': { operator: '!=', level: levels.comparison },
    '<': { operator: '<', level: levels.comparison },
    '<=': { operator: '<=', level: levels.comparison },
    '>': { operator: '>', level: levels.comparison },
    '>=': { operator: '>=', level: levels.comparison },
    '|': { operator: '|', level: levels.bitOr },
    '^': { operator: '^', level: levels.bitXor },
    '&': { operator: '&', level: levels.bitAnd },
    '<<': { operator: '<<', level: levels.shift },
    '>>': { operator: '>>', level: levels.shift },
    '+': { operator: '+', level: levels.add },
    '-': { operator: '-', level: levels.add },
    '||': { operator: '||', level: levels.concat },
    '*': { operator: '*', level: levels.multiply },
    '/': { operator: '/', level: levels.multiply },
  } as const),
)

/**
 * An expression whose operators bind at least as tightly as `minimum`. A chain of left-associative operators is a loop, however
 * long; only real nesting recurses.
 */
export function readExpression(cursor: Cursor, minimum = levels.or): ExpressionSyntax {
  const { start, word } = peek(cursor)
  if (word === 'NOT' && minimum > levels.not)
    fail(cursor, 'an operand', 'put parentheses around NOT and what it negates')
  // few frames a level: they bound how deep a text may nest
  let left = unaryOperators.has(word) ? readUnary(cursor) : readPrimary(cursor)
  let compared = false
  for (;;) {
    const token = peek(cursor)
    const binary = binaryOperators.get(token.word)
    const level = binary?.level ?? wordOperatorLevel(cursor, token)
    if (level === undefined || level < minimum) return left
    if (level === levels.comparison && compared) refuseChain(token)
    compared = level === levels.comparison
    if (binary === undefined) left = readWordOperator(cursor, left, start)
    else {
      cursor.index++
      const right = readExpression(cursor, level + 1)
      left = { kind: 'binary', operator: binary.operator, left, right, start, end: endOf(cursor) }
    }
  }
}

/** An operand of a comparison: everything that binds tighter than `AND` and `=`. */
export function readComparand(cursor: Cursor): ExpressionSyntax {
  return readExpression(cursor, levels.comparison + 1)
}

function refuseChain(token: Token): never {
  refuse(token, 'comparisons cannot be chained', 'join them with AND, or put parentheses around the first')
}

const unaryOperators: ReadonlySet<string> = new Set(['NOT', '-', '+', '~'])

function readUnary(cursor: Cursor): ExpressionSyntax {
  const { word, start } = take(cursor)
  const operand = readExpression(cursor, word === 'NOT' ? levels.not : levels.unary)
  return { kind: 'unary', operator: word as UnaryOperator, operand, start, end: endOf(cursor) }
}

const wordOperators: ReadonlySet<string> = new Set(['IN', 'LIKE', 'BETWEEN', 'IS'])

function wordOperatorLevel(cursor: Cursor, token: Token): number | undefined {
  if (wordOperators.has(token.word)) return levels.comparison
  if (token.word !== 'NOT') return undefined
  return ['IN', 'LIKE', 'BETWEEN'].includes(peek(cursor, 1).word) ? levels.comparison : undefined
}

function readWordOperator(cursor: Cursor, operand: ExpressionSyntax, start: number): ExpressionSyntax {
  const negated = accept(cursor, 'NOT')
  const { word } = take(cursor)
  if (word === 'IS') return readIs(cursor, operand, start)
  if (word === 'BETWEEN') return readBetween(cursor, operand, start, negated)
  if (word === 'LIKE') return readLike(cursor, operand, start, negated)
  return { kind: 'in', negated, operand, set: readSet(cursor), start, end: endOf(cursor) }
}

function readIs(cursor: Cursor, operand: ExpressionSyntax, start: number): ExpressionSyntax {
  const negated = accept(cursor, 'NOT')
  if (accept(cursor, 'DISTINCT')) {
    expect(cursor, 'FROM')
    const right = readComparand(cursor)
    return { kind: 'isDistinctFrom', negated, left: operand, right, start, end: endOf(cursor) }
  }
  const { word: what } = peek(cursor)
  if (what !== 'NULL' && what !== 'TRUE' && what !== 'FALSE' && what !== 'UNKNOWN')
    fail(cursor, 'NULL, TRUE, FALSE or DISTINCT FROM')
  take(cursor)
  return { kind: 'is', negated, operand, what, start, end: endOf(cursor) }
}

function readBetween(cursor: Cursor, operand: ExpressionSyntax, start: number, negated: boolean): ExpressionSyntax {
  const low = readComparand(cursor)
  expect(cursor, 'AND')
  const high = readComparand(cursor)
  return { kind: 'between', negated, operand, low, high, start, end: endOf(cursor) }
}

function readLike(cursor: Cursor, operand: ExpressionSyntax, start: number, negated: boolean): ExpressionSyntax {
  const { word } = peek(cursor)
  const quantified = word === 'ANY' || word === 'SOME' || word === 'ALL'
  if (quantified) take(cursor)
  const patterns: InSet = quantified ? readSet(cursor) : { kind: 'list', items: [readComparand(cursor)] }
  const quantifier = quantified ? { quantifier: word === 'ALL' ? ('ALL' as const) : ('ANY' as const) } : {}
  return { kind: 'like', negated, operand, ...quantifier, patterns, start, end: endOf(cursor) }
}

/** `(a, b)`, `(SELECT …)` or `UNNEST(array)` after IN. */
function readSet(cursor: Cursor): InSet {
  if (accept(cursor, 'UNNEST')) {
    expect(cursor, '(')
    const array = readExpression(cursor)
    expect(cursor, ')')
    return { kind: 'unnest', array }
  }
  if (!isNext(cursor, '(')) fail(cursor, '( or UNNEST')
  const group = readGroup(cursor)
  return group.kind === 'query' ? { kind: 'query', query: group.query } : { kind: 'list', items: group.items }
}

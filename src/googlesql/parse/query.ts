import type {
  ByNameSyntax,
  ExpressionSyntax,
  QueryBody,
  QuerySyntax,
  RecursionDepth,
  SetOperationSyntax,
  WithEntry,
  WithSyntax,
} from '../syntax.ts'
import { accept, acceptAll, areNext, type Cursor, endOf, expect, fail, isNext, peek, refuse, take } from './cursor.ts'
import { readComparand, readExpression } from './expression.ts'
import { readFrom } from './from.ts'
import { readAsAlias, readIdentifier, readIdentifierList } from './names.ts'
import { readOrderItems } from './order.ts'
import { readPipes } from './pipe.ts'
import { readSelect } from './select.ts'

/** Whether a query that is not in parentheses begins here, or `ahead` tokens on; `WITH(` begins an expression. */
export function startsQuery(cursor: Cursor, ahead = 0): boolean {
  const { word } = peek(cursor, ahead)
  if (word === 'WITH') return peek(cursor, ahead + 1).word !== '('
  return word === 'SELECT' || word === 'FROM'
}

export function readQuery(cursor: Cursor): QuerySyntax {
  const { start } = peek(cursor)
  const clause = isNext(cursor, 'WITH') ? { with: readWith(cursor) } : {}
  const bodyStart = peek(cursor).start
  const first = isNext(cursor, 'SELECT') ? readSelect(cursor) : readBody(cursor)
  return finishQuery(cursor, clause, readSetOperations(cursor, first, bodyStart), start)
}

/** A query that begins at `start` with another one in parentheses, which has been read. */
export function continueQuery(cursor: Cursor, inner: QuerySyntax, start: number): QuerySyntax {
  return finishQuery(cursor, {}, readSetOperations(cursor, inner, start), start)
}

function finishQuery(cursor: Cursor, clause: { with?: WithSyntax }, body: QueryBody, start: number): QuerySyntax {
  const orderBy = acceptAll(cursor, 'ORDER', 'BY') ? readOrderItems(cursor) : []
  const limit = readLimit(cursor)
  const pipes = isNext(cursor, '|>') ? readPipes(cursor) : []
  return { kind: 'query', ...clause, body, orderBy, ...limit, pipes, start, end: endOf(cursor) }
}

/** `LIMIT n [OFFSET m]`; empty where none is written. */
export function readLimit(cursor: Cursor) {
  if (!accept(cursor, 'LIMIT')) return {}
  const limit = readExpression(cursor)
  if (isNext(cursor, ',')) fail(cursor, 'OFFSET', 'write LIMIT count OFFSET skipped')
  return accept(cursor, 'OFFSET') ? { limit, offset: readExpression(cursor) } : { limit }
}

function readBody(cursor: Cursor): QueryBody {
  const { start, word } = peek(cursor)
  if (word === 'SELECT') return readSelect(cursor)
  if (word === 'FROM') {
    take(cursor)
    return { kind: 'fromQuery', from: readFrom(cursor), start, end: endOf(cursor) }
  }
  if (!accept(cursor, '(')) fail(cursor, 'SELECT, FROM, WITH or (')
  const query = readQuery(cursor)
  expect(cursor, ')')
  return query
}

// ---------------------------------------------------------------- WITH

/** `WITH [RECURSIVE] name AS (…), …` */
export function readWith(cursor: Cursor): WithSyntax {
  const { start } = expect(cursor, 'WITH')
  const recursive = accept(cursor, 'RECURSIVE')
  const entries: WithEntry[] = []
  do entries.push(readWithEntry(cursor))
  while (accept(cursor, ','))
  return { recursive, entries, start, end: endOf(cursor) }
}

function readWithEntry(cursor: Cursor): WithEntry {
  if (startsQuery(cursor)) fail(cursor, 'the name of a WITH entry', 'take away the comma before the query')
  const name = readIdentifier(cursor, 'the name of a WITH entry')
  if (isNext(cursor, '(')) fail(cursor, 'AS', 'GoogleSQL takes no column list here; name the columns in the query')
  expect(cursor, 'AS')
  expect(cursor, '(')
  const query = readQuery(cursor)
  if (!accept(cursor, ')')) fail(cursor, `) after the query of ${name.name}`)
  const depth = areNext(cursor, 'WITH', 'DEPTH') ? { depth: readDepth(cursor) } : {}
  return { name, query, ...depth, start: name.start, end: endOf(cursor) }
}

function readDepth(cursor: Cursor): RecursionDepth {
  const { start } = expect(cursor, 'WITH')
  expect(cursor, 'DEPTH')
  const alias = readAsAlias(cursor)
  const bounds = readDepthBounds(cursor)
  return { ...alias, ...bounds, start, end: endOf(cursor) }
}

function readDepthBounds(cursor: Cursor): { lower?: ExpressionSyntax; upper?: ExpressionSyntax } {
  if (accept(cursor, 'MAX')) return { upper: readExpression(cursor) }
  if (!accept(cursor, 'BETWEEN')) return {}
  const lower = readComparand(cursor)
  expect(cursor, 'AND')
  return { lower, upper: readComparand(cursor) }
}

// ---------------------------------------------------------------- UNION, INTERSECT, EXCEPT

type Operator = Pick<SetOperationSyntax, 'operator' | 'all' | 'byName'>

function readSetOperations(cursor: Cursor, first: QueryBody, start: number): QueryBody {
  let left = first
  let previous: Operator | undefined
  while (startsSetOperation(cursor)) {
    const at = peek(cursor)
    const operator = readSetOperator(cursor)
    if (previous !== undefined && !isSame(previous, operator)) {
      refuse(
        at,
        'different set operations cannot follow each other',
        'put parentheses around those that belong together',
      )
    }
    const right = readBody(cursor)
    left = { kind: 'setOperation', ...operator, left, right, start, end: endOf(cursor) }
    previous = operator
  }
  return left
}

function isSame(left: Operator, right: Operator): boolean {
  return left.operator === right.operator && left.all === right.all
}

/** `UNION …`, `FULL OUTER UNION …` and the like; `LEFT` may also begin a join. */
export function startsSetOperation(cursor: Cursor): boolean {
  const { word } = peek(cursor)
  if (word === 'UNION' || word === 'INTERSECT' || word === 'EXCEPT') return true
  if (word !== 'FULL' && word !== 'LEFT' && word !== 'INNER') return false
  const next = peek(cursor, peek(cursor, 1).word === 'OUTER' ? 2 : 1).word
  return next === 'UNION' || next === 'INTERSECT' || next === 'EXCEPT'
}

export function readSetOperator(cursor: Cursor): Operator {
  const { start } = peek(cursor)
  const mode = readMode(cursor)
  const { word } = take(cursor)
  const all = accept(cursor, 'ALL')
  if (!all && !accept(cursor, 'DISTINCT')) fail(cursor, 'ALL or DISTINCT')
  const byName = readByName(cursor, mode, start)
  const operator = word as SetOperationSyntax['operator']
  if (mode !== undefined && byName === undefined) fail(cursor, 'BY NAME or CORRESPONDING')
  return byName === undefined ? { operator, all } : { operator, all, byName }
}

function readMode(cursor: Cursor): ByNameSyntax['mode'] | undefined {
  if (accept(cursor, 'INNER')) return 'inner'
  const mode = isNext(cursor, 'FULL') ? 'full' : isNext(cursor, 'LEFT') ? 'left' : undefined
  if (mode !== undefined) take(cursor)
  if (mode !== undefined) accept(cursor, 'OUTER')
  return mode
}

/** `BY NAME` alone demands the same columns on both sides, as `STRICT CORRESPONDING` does. */
function readByName(cursor: Cursor, mode: ByNameSyntax['mode'] | undefined, start: number): ByNameSyntax | undefined {
  if (acceptAll(cursor, 'BY', 'NAME')) {
    const on = accept(cursor, 'ON') ? { on: readIdentifierList(cursor) } : {}
    return { mode: mode ?? 'inner', strict: mode === undefined, ...on, start, end: endOf(cursor) }
  }
  const strict = acceptAll(cursor, 'STRICT', 'CORRESPONDING')
  if (!strict && !areNext(cursor, 'CORRESPONDING')) return undefined
  if (!strict) take(cursor)
  const on = accept(cursor, 'BY') ? { on: readIdentifierList(cursor) } : {}
  return { mode: mode ?? 'inner', strict, ...on, start, end: endOf(cursor) }
}

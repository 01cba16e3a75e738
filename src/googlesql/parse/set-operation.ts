import type { ByNameSyntax, QueryBody, SetOperationSyntax } from '../syntax.ts'
import { accept, acceptAll, areNext, type Cursor, endOf, fail, isNext, peek, refuse, take } from './cursor.ts'
import { readIdentifierList } from './names.ts'
import { readBody } from './query.ts'

type Operator = Pick<SetOperationSyntax, 'operator' | 'all' | 'byName'>

export function readSetOperations(cursor: Cursor, first: QueryBody, start: number): QueryBody {
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

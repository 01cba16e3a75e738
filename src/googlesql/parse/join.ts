import type { ExpressionSyntax, FromSyntax, Identifier, JoinSyntax, JoinType } from '../syntax.ts'
import { accept, areNext, type Cursor, fail, isNext, peek, refuse, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readFromItem } from './from.ts'
import { skipHint } from './hint-clause.ts'
import { readIdentifierList } from './names.ts'

interface JoinCondition {
  readonly on?: ExpressionSyntax
  readonly using?: readonly Identifier[]
}

/** One join as written: what is joined, and how. */
interface Step extends JoinCondition {
  readonly type: JoinType
  readonly right: FromSyntax
}

/**
 * Joins associate to the left, commas included; but `a JOIN b JOIN c ON x ON y` is `a JOIN (b JOIN c ON x) ON y`: a second
 * condition belongs to the nearest join before that has none.
 *
 * @param commas whether a comma is a join here
 */
export function readJoins(cursor: Cursor, first: FromSyntax, commas: boolean): FromSyntax {
  const steps: Step[] = []
  for (;;) {
    if (startsCondition(cursor) && steps.length > 0) attachCondition(cursor, steps)
    else if (commas && accept(cursor, ',')) steps.push({ type: 'comma', right: readFromItem(cursor) })
    else {
      const type = readJoinType(cursor)
      if (type === undefined) break
      refuseAfterComma(cursor, type, steps)
      steps.push(readStep(cursor, type))
    }
  }
  return joinAll(cursor, first, steps)
}

/** What `a, b RIGHT JOIN c` means is not plain to see, so GoogleSQL wants parentheses. */
function refuseAfterComma(cursor: Cursor, type: JoinType, steps: readonly Step[]): void {
  if ((type !== 'right' && type !== 'full') || !steps.some((step) => step.type === 'comma')) return
  const join = `${type.toUpperCase()} JOIN`
  const hint = `write a, (b ${join} c ON …), or CROSS JOIN for the comma`
  refuse(peek(cursor), `${join} must be parenthesized when following a comma join`, hint)
}

function readStep(cursor: Cursor, type: JoinType): Step {
  const right = readFromItem(cursor)
  return { type, right, ...(startsCondition(cursor) ? readCondition(cursor) : {}) }
}

function startsCondition(cursor: Cursor): boolean {
  return isNext(cursor, 'ON') || isNext(cursor, 'USING')
}

export function readCondition(cursor: Cursor): JoinCondition {
  if (accept(cursor, 'ON')) return { on: readExpression(cursor) }
  take(cursor)
  return { using: readIdentifierList(cursor) }
}

function attachCondition(cursor: Cursor, steps: Step[]): void {
  const index = steps.findLastIndex((step) => step.on === undefined && step.using === undefined && wantsCondition(step))
  const open = steps[index]
  if (open === undefined || index === steps.length - 1)
    fail(cursor, 'the end of this join', 'every join has one ON or USING')
  const right = joinAll(cursor, open.right, steps.splice(index + 1))
  steps[index] = { type: open.type, right, ...readCondition(cursor) }
}

function wantsCondition(step: Step): boolean {
  return step.type !== 'comma' && step.type !== 'cross'
}

function joinAll(cursor: Cursor, first: FromSyntax, steps: readonly Step[]): FromSyntax {
  return steps.reduce<FromSyntax>((left, step) => {
    if (lacksCondition(step)) fail(cursor, 'ON or USING')
    return {
      kind: 'join',
      left,
      ...step,
      start: left.start,
      end: Math.max(step.right.end, endOfCondition(step)),
    } satisfies JoinSyntax
  }, first)
}

/** Only an array of the row before (`JOIN t.items`, `JOIN UNNEST(…)`) can be joined without a condition. */
function lacksCondition(step: Step): boolean {
  if (!wantsCondition(step) || step.on !== undefined || step.using !== undefined) return false
  return step.right.kind !== 'unnest' && !(step.right.kind === 'table' && step.right.path.names.length > 1)
}

function endOfCondition(step: Step): number {
  return step.on?.end ?? step.using?.at(-1)?.end ?? 0
}

/** `[INNER | CROSS | LEFT [OUTER] | …] JOIN`; undefined where no join follows. */
export function readJoinType(cursor: Cursor): JoinType | undefined {
  const type = joinTypes.get(peek(cursor).word)
  if (type === undefined) return undefined
  const isOuter = type !== 'inner' && type !== 'cross'
  const skipped = isNext(cursor, 'JOIN') ? 0 : isOuter && areNext(cursor, peek(cursor).word, 'OUTER') ? 2 : 1
  const join = peek(cursor, skipped).word === 'HASH' ? skipped + 1 : skipped
  if (peek(cursor, join).word !== 'JOIN') return undefined
  cursor.index += join + 1
  skipHint(cursor)
  return type
}

const joinTypes: ReadonlyMap<string, JoinType> = new Map([
  ['JOIN', 'inner'],
  ['INNER', 'inner'],
  ['CROSS', 'cross'],
  ['LEFT', 'left'],
  ['RIGHT', 'right'],
  ['FULL', 'full'],
])

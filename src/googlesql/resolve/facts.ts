import type { Column, Expression } from '../resolved.ts'
import { columnReference } from './build.ts'
import type { TreeMapper } from './map-tree.ts'
import { mapExpressionParts } from './map-tree.ts'
import { boundColumns, expressionParts } from './visit-tree.ts'

/** A condition that every row which the query keeps satisfies, on one column of the scan that it is handed to. */
export interface Fact {
  readonly condition: Expression
  readonly column: number
}

export function factsOf(condition: Expression): readonly Fact[] {
  if (condition.kind === 'call' && condition.name === '$and') return condition.arguments.flatMap(factsOf)
  const column = soleColumn(condition)
  return column ? [{ condition, column: column.id }] : []
}

/** The only column of an expression, if there is one and no subquery. */
export function soleColumn(expression: Expression): Column | undefined {
  const found = outerColumns(expression)
  return found?.size === 1 ? [...found.values()][0] : undefined
}

/** The columns that an expression does not make itself, as `let` does; undefined where a subquery may use others. */
export function outerColumns(expression: Expression): ReadonlyMap<number, Column> | undefined {
  const found = new Map<number, Column>()
  const own = new Set<number>()
  let plain = true
  const visit = (part: Expression): void => {
    if (part.kind === 'subquery') plain = false
    if (part.kind === 'column' && !own.has(part.column.id)) found.set(part.column.id, part.column)
    for (const { id } of boundColumns(part)) own.add(id)
    expressionParts(part).forEach(visit)
  }
  visit(expression)
  return plain ? found : undefined
}

/** Facts about computed columns, told of what they are computed from. */
export function throughComputed(
  facts: readonly Fact[],
  computed: readonly { readonly column: Column; readonly expression: Expression }[],
): readonly Fact[] {
  if (!facts.length) return facts
  const byId = new Map(computed.map(({ column, expression }) => [column.id, expression]))
  return facts.flatMap((fact) => {
    const expression = byId.get(fact.column)
    if (!expression) return [fact]
    // what no partition can be told from is left behind here, or it would grow from level to level
    const column = isStrict(expression) ? soleColumn(expression) : undefined
    return column ? [{ condition: substituteColumn(fact.condition, fact.column, expression), column: column.id }] : []
  })
}

export function renamed(facts: readonly Fact[], from: readonly Column[], to: readonly Column[]): readonly Fact[] {
  if (!facts.length) return facts
  return facts.flatMap((fact) => {
    const index = from.findIndex(({ id }) => id === fact.column)
    const column = to[index]
    if (!column) return []
    const reference = columnReference(column, fact.condition.span)
    return [{ condition: substituteColumn(fact.condition, fact.column, reference), column: column.id }]
  })
}

export function mirrored(facts: readonly Fact[], pairs: readonly (readonly [Column, Column])[]): readonly Fact[] {
  return pairs.flatMap(([left, right]) => [
    ...renamed(
      facts.filter((fact) => rejectsNull(fact.condition)),
      [left],
      [right],
    ),
    ...renamed(
      facts.filter((fact) => rejectsNull(fact.condition)),
      [right],
      [left],
    ),
  ])
}

/** Columns of one type that a condition sets equal. */
export function equalColumns(condition: Expression): readonly (readonly [Column, Column])[] {
  if (condition.kind !== 'call') return []
  if (condition.name === '$and') return condition.arguments.flatMap(equalColumns)
  const [left, right] = condition.arguments
  if (condition.name !== '$equal' || left?.kind !== 'column' || right?.kind !== 'column') return []
  return [[left.column, right.column]]
}

/** Whether no row passes whose column is NULL. */
export function rejectsNull(condition: Expression): boolean {
  if (condition.kind !== 'call') return condition.kind === 'column'
  if (condition.name === '$or') return condition.arguments.every(rejectsNull)
  if (condition.name === '$and') return condition.arguments.some(rejectsNull)
  return COMPARISONS.has(condition.name) && condition.arguments.some(isStrict)
}

function isStrict(expression: Expression): boolean {
  if (expression.kind === 'column') return true
  if (expression.kind === 'cast') return isStrict(expression.operand)
  return expression.kind === 'call' && STRICT.has(expression.name) && expression.arguments.some(isStrict)
}

const COMPARISONS = new Set([
  '$equal',
  '$less',
  '$less_or_equal',
  '$greater',
  '$greater_or_equal',
  '$between',
  '$in',
  '$in_array',
])

const STRICT = new Set(['DATE', 'DATETIME', 'TIMESTAMP', '$extract', 'DATE_TRUNC', 'DATETIME_TRUNC', 'TIMESTAMP_TRUNC'])

/** Facts that hold at every one of several places. */
function sharedFacts(places: readonly (readonly Fact[])[]): readonly Fact[] {
  const [first, ...others] = places
  const same = (left: Fact, right: Fact) =>
    left.column === right.column && sameCondition(left.condition, right.condition)
  return first!.filter((fact) => others.every((facts) => facts.some((other) => same(fact, other))))
}

/** An entry must keep the rows that each of its readers needs; readers that need the same count once. */
export function distinctPlaces(places: readonly (readonly Fact[])[]): readonly (readonly Fact[])[] {
  const byText = new Map(
    places.map((facts) => [facts.map((fact) => `${fact.column} ${conditionText(fact.condition)}`).join('\n'), facts]),
  )
  return byText.size > MOST_PLACES ? [sharedFacts([...byText.values()])] : [...byText.values()]
}

/** Entries that read each other again and again would be looked at 2^n times. */
const MOST_PLACES = 8

function sameCondition(left: Expression, right: Expression): boolean {
  return conditionText(left) === conditionText(right)
}

function conditionText(condition: Expression): string {
  return JSON.stringify(condition, (key, value) =>
    key === 'span' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
  )
}

function substituteColumn(expression: Expression, id: number, replacement: Expression): Expression {
  const mapper: TreeMapper = {
    expression: (part) =>
      part.kind === 'column' && part.column.id === id ? replacement : mapExpressionParts(part, mapper),
    scan: (scan) => scan,
  }
  return mapper.expression(expression)
}

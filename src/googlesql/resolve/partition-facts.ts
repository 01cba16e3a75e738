import type { Column, Expression, Scan, TableScan, WithScanEntry } from '../resolved.ts'
import { columnReference } from './build.ts'
import type { TreeMapper } from './map-tree.ts'
import { mapExpressionParts } from './map-tree.ts'
import { expressionParts, scanExpressions, visitExpressionParts } from './visit-tree.ts'

/** A condition that every row which the query keeps satisfies, on one column of the scan that it is handed to. */
interface Fact {
  readonly condition: Expression
  readonly column: number
}

/** What is known of a table's rows, once per place where the table is read. */
export type TableFacts = ReadonlyMap<TableScan, readonly (readonly Expression[])[]>

/**
 * Hands conditions down to the tables: through projections, joins, UNION, WITH and views, wherever leaving out rows that
 * fail them changes no answer (the conditions themselves stay where they are).
 */
export function collectTableFacts(scans: readonly Scan[], expressions: readonly Expression[]): TableFacts {
  const collector = new Collector()
  for (const scan of scans) collector.scan(scan, [])
  for (const expression of expressions) collector.subqueries(expression)
  return collector.tables
}

class Collector {
  readonly tables = new Map<TableScan, (readonly Expression[])[]>()
  readonly #entries = new Map<string, { readonly entry: WithScanEntry; readonly facts: (readonly Fact[])[] }>()

  /** Queries inside expressions start anew. */
  subqueries(expression: Expression): void {
    if (expression.kind === 'subquery') this.scan(expression.scan, [])
    for (const part of expressionParts(expression)) this.subqueries(part)
  }

  scan(scan: Scan, facts: readonly Fact[]): void {
    let link = scan
    let known = facts
    let inputs = this.#below(link, known)
    while (inputs.length === 1) {
      ;[link, known] = inputs[0]!
      inputs = this.#below(link, known)
    }
    this.#end(link, known, inputs)
  }

  #below(scan: Scan, facts: readonly Fact[]): ReturnType<typeof inputFacts> {
    for (const expression of scanExpressions(scan)) this.subqueries(expression)
    return inputFacts(scan, facts)
  }

  #end(scan: Scan, facts: readonly Fact[], inputs: ReturnType<typeof inputFacts>): void {
    if (scan.kind === 'table') this.#table(scan, facts)
    else if (scan.kind === 'with') this.#with(scan, facts)
    else if (scan.kind === 'withReference') this.#reference(scan, facts)
    else for (const [input, known] of inputs) this.scan(input, known)
  }

  #table(scan: TableScan, facts: readonly Fact[]): void {
    const found = facts.filter(isAbout(scan.columns)).map(({ condition }) => condition)
    this.tables.set(scan, [...(this.tables.get(scan) ?? []), found])
  }

  #with(scan: Extract<Scan, { kind: 'with' }>, facts: readonly Fact[]): void {
    for (const entry of scan.entries) this.#entries.set(entry.name, { entry, facts: [] })
    this.scan(scan.body, facts)
    for (const entry of scan.entries.toReversed()) {
      const known = this.#entries.get(entry.name)!.facts
      for (const facts of entry.recursive && known.length ? [[]] : distinctPlaces(known)) this.scan(entry.scan, facts)
      if (entry.recursive && known.length) this.scan(entry.recursive.scan, [])
    }
  }

  #reference(scan: Extract<Scan, { kind: 'withReference' }>, facts: readonly Fact[]): void {
    const known = this.#entries.get(scan.name)
    known?.facts.push(renamed(facts, scan.columns, known.entry.columns))
  }
}

/** What is known of the rows of each input that matter. */
function inputFacts(scan: Scan, facts: readonly Fact[]): readonly (readonly [Scan, readonly Fact[]])[] {
  switch (scan.kind) {
    case 'filter':
      return [[scan.input, [...facts, ...factsOf(scan.condition)]]]
    case 'project':
      return [[scan.input, throughComputed(facts, scan.computed)]]
    case 'aggregate': {
      const ofKeys = scan.groupingSets ? [] : facts.filter(isAbout(scan.keys.map(({ column }) => column)))
      return [[scan.input, throughComputed(ofKeys, scan.keys)]]
    }
    case 'window': {
      const partitions = scan.calls.map((call) => call.expression.partitionBy)
      return [[scan.input, facts.filter(({ column }) => partitions.every((by) => by.some(isColumn(column))))]]
    }
    case 'join':
      return joinFacts(scan, facts)
    case 'unnest': {
      const on = scan.condition && !scan.outer ? factsOf(scan.condition) : []
      return scan.input ? [[scan.input, [...facts, ...on]]] : []
    }
    case 'setOperation':
      return scan.inputs.map((input) => [input.scan, renamed(facts, scan.columns, input.columns)])
    case 'order':
      return [[scan.input, facts]]
    case 'limit':
    case 'sample':
      return [[scan.input, []]]
    default:
      return []
  }
}

/**
 * A side whose rows may come out as NULLs is cut only by conditions that no NULL satisfies. ON holds for all rows of an
 * inner join, and for the right rows of a left join; what is known of one side of `a.x = b.x` is known of the other.
 */
function joinFacts(scan: Extract<Scan, { kind: 'join' }>, facts: readonly Fact[]) {
  const on = scan.condition && scan.type !== 'full' ? factsOf(scan.condition) : []
  const pairs = scan.condition && scan.type !== 'full' ? equalColumns(scan.condition) : []
  const keepsLeft = scan.type === 'left' || scan.type === 'full'
  const keepsRight = scan.type === 'right' || scan.type === 'full'
  const strict = facts.filter((fact) => rejectsNull(fact.condition))
  const left = [...(keepsRight ? strict : facts), ...(keepsLeft ? [] : on)]
  const right = [...(keepsLeft ? strict : facts), ...(keepsRight ? [] : on)]
  return [
    [scan.left, [...left, ...(keepsLeft ? [] : mirrored(right, pairs))]],
    [scan.right, [...right, ...(keepsRight ? [] : mirrored(left, pairs))]],
  ] as const
}

function factsOf(condition: Expression): readonly Fact[] {
  if (condition.kind === 'call' && condition.name === '$and') return condition.arguments.flatMap(factsOf)
  const column = soleColumn(condition)
  return column ? [{ condition, column: column.id }] : []
}

/** The only column of an expression, if there is one and no subquery. */
export function soleColumn(expression: Expression): Column | undefined {
  const found = new Map<number, Column>()
  let plain = true
  const visit = (part: Expression): void => {
    if (part.kind === 'column') found.set(part.column.id, part.column)
    if (part.kind === 'subquery' || part.kind === 'lambda' || part.kind === 'let') plain = false
    else visitExpressionParts(part, { expression: visit, scan: () => {} })
  }
  visit(expression)
  return plain && found.size === 1 ? [...found.values()][0] : undefined
}

function isAbout(columns: readonly Column[]) {
  const ids = new Set(columns.map(({ id }) => id))
  return (fact: Fact) => ids.has(fact.column)
}

function isColumn(id: number) {
  return (expression: Expression) => expression.kind === 'column' && expression.column.id === id
}

/** Facts about computed columns, told of what they are computed from. */
function throughComputed(
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
    return column ? [{ condition: substitute(fact.condition, fact.column, expression), column: column.id }] : []
  })
}

function renamed(facts: readonly Fact[], from: readonly Column[], to: readonly Column[]): readonly Fact[] {
  if (!facts.length) return facts
  return facts.flatMap((fact) => {
    const index = from.findIndex(({ id }) => id === fact.column)
    const column = to[index]
    if (!column) return []
    const reference = columnReference(column, fact.condition.span)
    return [{ condition: substitute(fact.condition, fact.column, reference), column: column.id }]
  })
}

function mirrored(facts: readonly Fact[], pairs: readonly (readonly [Column, Column])[]): readonly Fact[] {
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
function equalColumns(condition: Expression): readonly (readonly [Column, Column])[] {
  if (condition.kind !== 'call') return []
  if (condition.name === '$and') return condition.arguments.flatMap(equalColumns)
  const [left, right] = condition.arguments
  if (condition.name !== '$equal' || left?.kind !== 'column' || right?.kind !== 'column') return []
  return [[left.column, right.column]]
}

/** Entries that read each other again and again would be looked at 2^n times. */
const MOST_PLACES = 8

/** An entry must keep the rows that each of its readers needs; readers that need the same count once. */
function distinctPlaces(places: readonly (readonly Fact[])[]): readonly (readonly Fact[])[] {
  const byText = new Map(
    places.map((facts) => [facts.map((fact) => `${fact.column} ${conditionText(fact.condition)}`).join('\n'), facts]),
  )
  return byText.size > MOST_PLACES ? [sharedFacts([...byText.values()])] : [...byText.values()]
}

/** Facts that hold at every one of several places. */
function sharedFacts(places: readonly (readonly Fact[])[]): readonly Fact[] {
  const [first, ...others] = places
  const same = (left: Fact, right: Fact) =>
    left.column === right.column && sameCondition(left.condition, right.condition)
  return first!.filter((fact) => others.every((facts) => facts.some((other) => same(fact, other))))
}

function sameCondition(left: Expression, right: Expression): boolean {
  return conditionText(left) === conditionText(right)
}

function conditionText(condition: Expression): string {
  return JSON.stringify(condition, (key, value) =>
    key === 'span' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
  )
}

function substitute(expression: Expression, id: number, replacement: Expression): Expression {
  const mapper: TreeMapper = {
    expression: (part) =>
      part.kind === 'column' && part.column.id === id ? replacement : mapExpressionParts(part, mapper),
    scan: (scan) => scan,
  }
  return mapper.expression(expression)
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

/** Whether no row passes whose column is NULL. */
function rejectsNull(condition: Expression): boolean {
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

import type {
  AggregateExpression,
  Expression,
  OrderItem,
  ResolvedDml,
  ResolvedFrameBound,
  Scan,
  WindowExpression,
} from '../../../googlesql/resolved.ts'

export type AnyExpression = Expression | AggregateExpression | WindowExpression

/** The expressions right under one, in the order they are written; a subquery's scan is not entered. */
export function childrenOf(expression: AnyExpression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'parameter':
    case 'variable':
    case 'column':
    case 'part':
      return []
    case 'call':
      return expression.arguments
    case 'cast':
      return [expression.operand, ...present(expression.format), ...present(expression.timeZone)]
    case 'case':
      return [
        ...present(expression.operand),
        ...expression.whens.flatMap(({ when, then }) => [when, then]),
        ...present(expression.otherwise),
      ]
    case 'struct':
      return expression.values
    case 'array':
      return expression.elements
    case 'field':
      return [expression.base]
    case 'subquery':
      return present(expression.operand)
    case 'let':
      return [...expression.bindings.map((binding) => binding.expression), expression.body]
    case 'lambda':
      return [expression.body]
    case 'aggregate':
      return [
        ...expression.arguments,
        ...present(expression.having?.expression),
        ...orderExpressions(expression.orderBy),
      ]
    case 'window':
      return [
        ...expression.arguments,
        ...expression.partitionBy,
        ...orderExpressions(expression.orderBy),
        ...boundOffsets(expression.frame?.from),
        ...boundOffsets(expression.frame?.to),
      ]
  }
}

/** The scans right under one. */
export function inputsOf(scan: Scan): readonly Scan[] {
  switch (scan.kind) {
    case 'singleRow':
    case 'table':
    case 'withReference':
      return []
    case 'unnest':
      return present(scan.input)
    case 'join':
      return [scan.left, scan.right]
    case 'setOperation':
      return scan.inputs.map((input) => input.scan)
    case 'with':
      return [...scan.entries.flatMap((entry) => [entry.scan, ...present(entry.recursive?.scan)]), scan.body]
    default:
      return [scan.input]
  }
}

/** The expressions that a scan itself evaluates, not those of its inputs. */
export function expressionsOf(scan: Scan): readonly AnyExpression[] {
  switch (scan.kind) {
    case 'singleRow':
    case 'withReference':
    case 'setOperation':
    case 'with':
      return []
    case 'table':
      return present(scan.systemTime)
    case 'unnest':
      return [scan.array, ...present(scan.condition)]
    case 'join':
      return present(scan.condition)
    case 'filter':
      return [scan.condition]
    case 'project':
      return scan.computed.map((computed) => computed.expression)
    case 'aggregate':
      return [...scan.keys.map((key) => key.expression), ...scan.aggregates.map((aggregate) => aggregate.expression)]
    case 'window':
      return scan.calls.map((call) => call.expression)
    case 'order':
      return orderExpressions(scan.items)
    case 'limit':
      return [scan.limit, ...present(scan.offset)]
    case 'sample':
      return [scan.percent]
  }
}

/** Visits every expression under a scan, subqueries included. */
export function visitScan(
  scan: Scan,
  visit: (expression: AnyExpression) => void,
  visitEach: (scan: Scan) => void = () => {},
): void {
  visitEach(scan)
  for (const input of inputsOf(scan)) visitScan(input, visit, visitEach)
  for (const expression of expressionsOf(scan)) visitExpression(expression, visit, visitEach)
}

/** Visits an expression and all under it, subqueries included. */
export function visitExpression(
  expression: AnyExpression,
  visit: (expression: AnyExpression) => void,
  visitEach: (scan: Scan) => void = () => {},
): void {
  visit(expression)
  for (const child of childrenOf(expression)) visitExpression(child, visit, visitEach)
  if (expression.kind === 'subquery') visitScan(expression.scan, visit, visitEach)
}

/** The scans and expressions that a DML statement starts with. */
export function partsOfDml(dml: ResolvedDml): {
  readonly scans: readonly Scan[]
  readonly expressions: readonly Expression[]
} {
  switch (dml.kind) {
    case 'insert':
      return { scans: [dml.source.scan], expressions: [] }
    case 'update':
      return { scans: present(dml.from), expressions: [dml.where, ...dml.items.map((item) => item.value)] }
    case 'delete':
      return { scans: [], expressions: [dml.where] }
    case 'merge':
      return { scans: [dml.source], expressions: [dml.on, ...dml.clauses.flatMap(clauseExpressions)] }
  }
}

function clauseExpressions(clause: Extract<ResolvedDml, { kind: 'merge' }>['clauses'][number]): readonly Expression[] {
  const { action } = clause
  const values =
    action.kind === 'update' ? action.items.map((item) => item.value) : action.kind === 'insert' ? action.values : []
  return [...present(clause.condition), ...values]
}

/** How often each column is read by an expression. */
export function countUses(scans: readonly Scan[], expressions: readonly Expression[]): Map<number, number> {
  const uses = new Map<number, number>()
  const count = (expression: AnyExpression) => {
    if (expression.kind === 'column') uses.set(expression.column.id, (uses.get(expression.column.id) ?? 0) + 1)
  }
  for (const scan of scans) visitScan(scan, count)
  for (const expression of expressions) visitExpression(expression, count)
  return uses
}

function orderExpressions(items: readonly OrderItem[]): readonly Expression[] {
  return items.map((item) => item.expression)
}

function boundOffsets(bound: ResolvedFrameBound | undefined): readonly Expression[] {
  return bound && 'offset' in bound ? [bound.offset] : []
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value]
}

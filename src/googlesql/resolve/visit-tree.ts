import type {
  AggregateExpression,
  Column,
  Expression,
  OrderItem,
  ResolvedFrameBound,
  Scan,
  WindowExpression,
} from '../resolved.ts'

/** What to do with expressions and scans that are met. */
export interface TreeVisitor {
  expression(expression: Expression): void
  scan(scan: Scan): void
}

/** Calls the visitor with everything directly below an expression. */
export function visitExpressionParts(expression: Expression, visitor: TreeVisitor): void {
  if (expression.kind === 'subquery') visitor.scan(expression.scan)
  for (const part of expressionParts(expression)) visitor.expression(part)
}

/** Calls the visitor with everything directly below a scan, inputs first. */
export function visitScanParts(scan: Scan, visitor: TreeVisitor): void {
  for (const input of scanInputs(scan)) visitor.scan(input)
  for (const part of scanExpressions(scan)) visitor.expression(part)
}

export type AnyExpression = Expression | AggregateExpression | WindowExpression

/** The expressions directly below, in the order in which they are written; of a subquery only its operand. */
export function expressionParts(expression: AnyExpression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments
    case 'cast':
      return present(expression.operand, expression.format, expression.timeZone)
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
      return aggregateParts(expression)
    case 'window':
      return windowParts(expression)
    default:
      return []
  }
}

export function aggregateParts(aggregate: AggregateExpression): readonly Expression[] {
  return [...aggregate.arguments, ...present(aggregate.having?.expression), ...orderParts(aggregate.orderBy)]
}

export function windowParts(window: WindowExpression): readonly Expression[] {
  const offsets = present(boundOffset(window.frame?.from), boundOffset(window.frame?.to))
  return [...window.arguments, ...window.partitionBy, ...orderParts(window.orderBy), ...offsets]
}

/** The scans directly below, in the order in which they are evaluated. */
export function scanInputs(scan: Scan): readonly Scan[] {
  switch (scan.kind) {
    case 'singleRow':
    case 'table':
    case 'withReference':
      return []
    case 'unnest':
      return scan.input ? [scan.input] : []
    case 'join':
      return [scan.left, scan.right]
    case 'setOperation':
      return scan.inputs.map((input) => input.scan)
    case 'with':
      return [
        ...scan.entries.flatMap((entry) => [entry.scan, ...(entry.recursive ? [entry.recursive.scan] : [])]),
        scan.body,
      ]
    default:
      return [scan.input]
  }
}

/** A scan and what stands below it as long as that is one scan each: walked in a loop, so that depth costs no stack. */
export function scanChain(scan: Scan): readonly Scan[] {
  const chain: Scan[] = []
  for (let next: Scan | undefined = scan; next; next = onlyInput(next)) chain.push(next)
  return chain
}

function onlyInput(scan: Scan): Scan | undefined {
  if (scan.kind === 'setOperation' || scan.kind === 'with' || scan.kind === 'join') return undefined
  return scanInputs(scan)[0]
}

/** The expressions that a scan itself evaluates, not those of its inputs; aggregates and windows whole. */
export function scanCalls(scan: Scan): readonly AnyExpression[] {
  switch (scan.kind) {
    case 'table':
      return present(scan.systemTime)
    case 'unnest':
      return present(scan.array, scan.condition)
    case 'join':
    case 'filter':
      return present(scan.condition)
    case 'project':
      return scan.computed.map(({ expression }) => expression)
    case 'aggregate':
      return [...scan.keys, ...scan.aggregates].map(({ expression }) => expression)
    case 'window':
      return scan.calls.map(({ expression }) => expression)
    case 'order':
      return orderParts(scan.items)
    case 'limit':
      return present(scan.limit, scan.offset)
    case 'sample':
      return [scan.percent]
    default:
      return []
  }
}

/** As above, but of aggregates and windows their parts. */
export function scanExpressions(scan: Scan): readonly Expression[] {
  return scanCalls(scan).flatMap((expression) =>
    expression.kind === 'aggregate' || expression.kind === 'window' ? expressionParts(expression) : [expression],
  )
}

/** Columns that a scan itself makes: not those of its inputs. */
export function definedColumns(scan: Scan): readonly Column[] {
  switch (scan.kind) {
    case 'table':
    case 'withReference':
    case 'setOperation':
      return scan.columns
    case 'unnest':
      return scan.offset ? [scan.element, scan.offset] : [scan.element]
    case 'project':
      return scan.computed.map(({ column }) => column)
    case 'aggregate':
      return [...scan.keys, ...scan.aggregates, ...(scan.groupings ?? [])].map(({ column }) => column)
    case 'window':
      return scan.calls.map(({ column }) => column)
    default:
      return []
  }
}

/** Columns that an expression makes for its own parts: those of `let` and of lambdas. */
export function boundColumns(expression: Expression): readonly Column[] {
  if (expression.kind === 'let') return expression.bindings.map(({ column }) => column)
  return expression.kind === 'lambda' ? expression.parameters : []
}

/** Every column that is mentioned anywhere in an expression, and the mentioning expression. */
export function visitColumns(expression: Expression, found: (column: Column, reference: Expression) => void): void {
  const visitor: TreeVisitor = {
    expression: (part) => (part.kind === 'column' ? found(part.column, part) : visitExpressionParts(part, visitor)),
    scan: (scan) => visitScanParts(scan, visitor),
  }
  visitor.expression(expression)
}

/** Literals and parameters, and structs and arrays written out of them. */
export function isConstant(expression: Expression): boolean {
  if (expression.kind === 'struct' || expression.kind === 'array') return expressionParts(expression).every(isConstant)
  return expression.kind === 'literal' || expression.kind === 'parameter'
}

function orderParts(items: readonly OrderItem[]): readonly Expression[] {
  return items.map((item) => item.expression)
}

function boundOffset(bound: ResolvedFrameBound | undefined): Expression | undefined {
  return bound && 'offset' in bound ? bound.offset : undefined
}

function present(...expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== undefined)
}

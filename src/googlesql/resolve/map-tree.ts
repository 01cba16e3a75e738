import type {
  AggregateExpression,
  ComputedColumn,
  Expression,
  Frame,
  OrderItem,
  ResolvedFrameBound,
  Scan,
  WindowExpression,
} from '../resolved.ts'

/** What to make of the expressions and scans directly below. */
export interface TreeMapper {
  expression(expression: Expression): Expression
  scan(scan: Scan): Scan
}

/** A copy of an expression whose direct parts are mapped. */
export function mapExpressionParts(expression: Expression, mapper: TreeMapper): Expression {
  switch (expression.kind) {
    case 'call':
      return expression.arguments.length
        ? { ...expression, arguments: expression.arguments.map(mapper.expression) }
        : expression
    case 'cast':
      return {
        ...expression,
        operand: mapper.expression(expression.operand),
        ...(expression.format && { format: mapper.expression(expression.format) }),
        ...(expression.timeZone && { timeZone: mapper.expression(expression.timeZone) }),
      }
    case 'case':
      return {
        ...expression,
        ...(expression.operand && { operand: mapper.expression(expression.operand) }),
        whens: expression.whens.map(({ when, then }) => ({
          when: mapper.expression(when),
          // biome-ignore lint/suspicious/noThenProperty: CASE has a THEN; no promise is meant
          then: mapper.expression(then),
        })),
        ...(expression.otherwise && { otherwise: mapper.expression(expression.otherwise) }),
      }
    case 'struct':
      return { ...expression, values: expression.values.map(mapper.expression) }
    case 'array':
      return { ...expression, elements: expression.elements.map(mapper.expression) }
    case 'field':
      return { ...expression, base: mapper.expression(expression.base) }
    case 'subquery':
      return {
        ...expression,
        scan: mapper.scan(expression.scan),
        ...(expression.operand && { operand: mapper.expression(expression.operand) }),
      }
    case 'let':
      return {
        ...expression,
        bindings: expression.bindings.map((binding) => mapComputed(binding, mapper)),
        body: mapper.expression(expression.body),
      }
    case 'lambda':
      return { ...expression, body: mapper.expression(expression.body) }
    default:
      return expression
  }
}

export function mapAggregate(aggregate: AggregateExpression, mapper: TreeMapper): AggregateExpression {
  return {
    ...aggregate,
    arguments: aggregate.arguments.map(mapper.expression),
    orderBy: mapOrder(aggregate.orderBy, mapper),
    ...(aggregate.having && {
      having: { ...aggregate.having, expression: mapper.expression(aggregate.having.expression) },
    }),
  }
}

export function mapWindow(window: WindowExpression, mapper: TreeMapper): WindowExpression {
  return {
    ...window,
    arguments: window.arguments.map(mapper.expression),
    partitionBy: window.partitionBy.map(mapper.expression),
    orderBy: mapOrder(window.orderBy, mapper),
    ...(window.frame && { frame: mapFrame(window.frame, mapper) }),
  }
}

export function mapComputed({ column, expression }: ComputedColumn, mapper: TreeMapper): ComputedColumn {
  return { column, expression: mapper.expression(expression) }
}

export function mapOrder(items: readonly OrderItem[], mapper: TreeMapper): readonly OrderItem[] {
  return items.map((item) => ({ ...item, expression: mapper.expression(item.expression) }))
}

/** A copy of a scan whose direct parts are mapped. */
export function mapScanParts(scan: Scan, mapper: TreeMapper): Scan {
  switch (scan.kind) {
    case 'unnest':
      return {
        ...scan,
        ...(scan.input && { input: mapper.scan(scan.input) }),
        array: mapper.expression(scan.array),
        ...(scan.condition && { condition: mapper.expression(scan.condition) }),
      }
    case 'join':
      return {
        ...scan,
        left: mapper.scan(scan.left),
        right: mapper.scan(scan.right),
        ...(scan.condition && { condition: mapper.expression(scan.condition) }),
      }
    case 'filter':
      return { ...scan, input: mapper.scan(scan.input), condition: mapper.expression(scan.condition) }
    case 'project':
      return {
        ...scan,
        input: mapper.scan(scan.input),
        computed: scan.computed.map((computed) => mapComputed(computed, mapper)),
      }
    case 'aggregate':
      return {
        ...scan,
        input: mapper.scan(scan.input),
        keys: scan.keys.map((key) => mapComputed(key, mapper)),
        aggregates: scan.aggregates.map(({ column, expression }) => ({
          column,
          expression: mapAggregate(expression, mapper),
        })),
      }
    case 'window':
      return {
        ...scan,
        input: mapper.scan(scan.input),
        calls: scan.calls.map(({ column, expression }) => ({ column, expression: mapWindow(expression, mapper) })),
      }
    case 'order':
      return { ...scan, input: mapper.scan(scan.input), items: mapOrder(scan.items, mapper) }
    case 'limit':
      return {
        ...scan,
        input: mapper.scan(scan.input),
        limit: mapper.expression(scan.limit),
        ...(scan.offset && { offset: mapper.expression(scan.offset) }),
      }
    case 'setOperation':
      return { ...scan, inputs: scan.inputs.map((input) => ({ ...input, scan: mapper.scan(input.scan) })) }
    case 'with':
      return { ...scan, entries: scan.entries.map((entry) => mapEntry(entry, mapper)), body: mapper.scan(scan.body) }
    case 'sample':
      return { ...scan, input: mapper.scan(scan.input), percent: mapper.expression(scan.percent) }
    default:
      return scan
  }
}

type Entry = Extract<Scan, { kind: 'with' }>['entries'][number]

function mapEntry(entry: Entry, mapper: TreeMapper): Entry {
  const { recursive } = entry
  return {
    ...entry,
    scan: mapper.scan(entry.scan),
    ...(recursive && { recursive: { ...recursive, scan: mapper.scan(recursive.scan) } }),
  }
}

function mapFrame(frame: Frame, mapper: TreeMapper): Frame {
  const bound = (value: ResolvedFrameBound): ResolvedFrameBound =>
    'offset' in value ? { ...value, offset: mapper.expression(value.offset) } : value
  return { ...frame, from: bound(frame.from), to: bound(frame.to) }
}

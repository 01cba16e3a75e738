import type { Expression } from '../resolved.ts'

/**
 * Whether two expressions always have the same value because they are the same: column for column, call for call, wherever
 * they were written. Subqueries and functions that differ from call to call are never the same.
 */
export function isIdentical(left: Expression, right: Expression): boolean {
  if (left === right) return true
  if (left.kind !== right.kind) return false
  return fingerprint(left) !== undefined && fingerprint(left) === fingerprint(right)
}

const VOLATILE = new Set(['RAND', 'GENERATE_UUID'])
const known = new WeakMap<Expression, string | undefined>()

/** A text that equal expressions share; undefined where an expression is equal to none. */
export function fingerprint(expression: Expression): string | undefined {
  if (known.has(expression)) return known.get(expression)
  const text = describe(expression)
  known.set(expression, text)
  return text
}

function describe(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'column':
      return `#${expression.column.id}`
    case 'literal':
      return `${JSON.stringify(expression.type)}${literalText(expression.value)}`
    case 'parameter':
    case 'variable':
      return `${expression.kind}(${expression.name})`
    case 'part':
      return expression.part
    case 'field':
      return join(`field${expression.index}`, [expression.base])
    case 'cast':
      return describeCast(expression)
    case 'call':
      return VOLATILE.has(expression.name)
        ? undefined
        : join(`${expression.safe ? 'SAFE.' : ''}${expression.name}`, expression.arguments)
    case 'struct':
      return join('struct', expression.values)
    case 'array':
      return join('array', expression.elements)
    case 'case':
      return describeCase(expression)
    default:
      return undefined
  }
}

function describeCast(cast: Extract<Expression, { kind: 'cast' }>): string | undefined {
  const extras = [cast.format, cast.timeZone].filter((extra) => extra !== undefined)
  return join(`cast ${cast.safe} ${JSON.stringify([cast.type, cast.typeParameters])}`, [cast.operand, ...extras])
}

function describeCase(expression: Extract<Expression, { kind: 'case' }>): string | undefined {
  const parts = expression.whens.flatMap(({ when, then }) => [when, then])
  const form = `case ${expression.operand !== undefined} ${expression.otherwise !== undefined}`
  return join(form, [
    ...(expression.operand ? [expression.operand] : []),
    ...parts,
    ...(expression.otherwise ? [expression.otherwise] : []),
  ])
}

function join(head: string, parts: readonly Expression[]): string | undefined {
  const texts = parts.map(fingerprint)
  return texts.includes(undefined) ? undefined : `${head}(${texts.join(',')})`
}

function literalText(value: Extract<Expression, { kind: 'literal' }>['value']): string {
  return typeof value === 'bigint'
    ? `${value}n`
    : value instanceof Uint8Array
      ? `b${[...value]}`
      : JSON.stringify(value)
}

import type { AnyExpression } from '../../../googlesql/resolve/visit-tree.ts'
import type { AggregateExpression, CallExpression, Column } from '../../../googlesql/resolved.ts'
import type { Type } from '../../../googlesql/types.ts'
import type { Value } from '../../../googlesql/value.ts'
import type { Magnitude } from '../emit-context.ts'
import { leastOf } from '../functions/arithmetic.ts'
import type { ColumnSources } from './column-sources.ts'

/** What types hold at most, rounded up. */
const LIMITS: Readonly<Record<string, Magnitude>> = {
  BOOL: { most: 1, whole: true },
  INT64: { most: 2 ** 63, whole: true },
  NUMERIC: { most: 1e29, whole: false },
  BIGNUMERIC: { most: 1e39, whole: false },
}

type Known = (expression: AnyExpression) => Magnitude | undefined

/** What is known of numbers without looking at rows; a column is looked into once. */
export function magnitudes(sources: ColumnSources): Known {
  const known = new Map<number, Magnitude | undefined>()
  const ofColumn = ({ id }: Column): Magnitude | undefined => {
    if (known.has(id)) return known.get(id)
    // a column that is made of itself could be anything
    known.set(id, undefined)
    known.set(id, greatest((sources.get(id) ?? []).map(of)))
    return known.get(id)
  }
  const of: Known = (expression) => {
    const found = expression.kind === 'column' ? ofColumn(expression.column) : compute(expression, of)
    const limit = limitOf(expression.type)
    return found && limit && limit.most < found.most ? { ...found, most: limit.most } : (found ?? limit)
  }
  return of
}

function limitOf(type: Type): Magnitude | undefined {
  return type.kind === 'scalar' ? LIMITS[type.name] : undefined
}

function compute(expression: AnyExpression, of: Known): Magnitude | undefined {
  switch (expression.kind) {
    case 'literal':
      return ofLiteral(expression.value)
    case 'cast':
      return ofCast(expression.type, expression.operand.type, of(expression.operand))
    case 'case':
      return greatest([...expression.whens.map(({ then }) => then), ...present(expression.otherwise)].map(of))
    case 'let':
      return of(expression.body)
    case 'call':
      return ofCall(expression, of)
    case 'aggregate':
      return ofAggregate(expression, of)
    default:
      return undefined
  }
}

function ofLiteral(value: Value): Magnitude | undefined {
  if (value === null) return { most: 0, whole: true }
  const most = Math.abs(typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN)
  return Number.isFinite(most) ? { most, whole: typeof value === 'bigint' || Number.isInteger(value) } : undefined
}

/** From one type of number to another; a text may be any number. */
function ofCast(to: Type, from: Type, operand: Magnitude | undefined): Magnitude | undefined {
  if (!operand || !isNumber(from) || !isNumber(to)) return undefined
  return limitOf(to)?.whole ? { most: operand.most + 1, whole: true } : operand
}

function isNumber(type: Type): boolean {
  return type.kind === 'scalar' && (type.name === 'FLOAT64' || limitOf(type) !== undefined)
}

function ofCall(call: CallExpression, of: Known): Magnitude | undefined {
  const operands = call.arguments.map(of)
  const [left, right] = operands
  switch (call.name) {
    case '$add':
    case '$subtract':
      return left && right && { most: left.most + right.most, whole: left.whole && right.whole }
    case '$multiply':
      return left && right && { most: left.most * right.most, whole: left.whole && right.whole }
    case '$divide':
    case 'SAFE_DIVIDE':
      return left && { most: left.most / leastOf(call.arguments[1]!, right), whole: false }
    case '$unary_minus':
    case 'ABS':
    case 'NULLIF':
      return left
    case 'COALESCE':
    case 'IFNULL':
    case 'GREATEST':
    case 'LEAST':
      return greatest(operands)
    case 'IF':
      return greatest(operands.slice(1))
    default:
      return undefined
  }
}

function ofAggregate({ name, arguments: [argument] }: AggregateExpression, of: Known): Magnitude | undefined {
  const found = argument && of(argument)
  if (!found) return undefined
  if (['MIN', 'MAX', 'ANY_VALUE'].includes(name)) return found
  return name === 'SUM' ? { ...found, most: found.most * 2 ** 63 } : undefined
}

function greatest(all: readonly (Magnitude | undefined)[]): Magnitude | undefined {
  const known = all.filter((each) => each !== undefined)
  if (all.length === 0 || known.length < all.length) return undefined
  return { most: Math.max(...known.map(({ most }) => most)), whole: known.every(({ whole }) => whole) }
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value]
}

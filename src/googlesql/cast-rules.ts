import type { Operand } from './coercion.ts'
import { isString, isUntyped } from './coercion.ts'
import type { ScalarTypeName, Type } from './types.ts'
import { sameType } from './types.ts'

/** Whether `CAST` goes from one type to the other. */
export function canCast(from: Operand, to: Type): boolean {
  const { type } = from
  if (isUntyped(from.expression)) return true
  if (type.kind === 'scalar' && to.kind === 'scalar') return EXPLICIT_CASTS[type.name].includes(to.name)
  if (type.kind === 'struct' && to.kind === 'struct') {
    return (
      type.fields.length === to.fields.length &&
      type.fields.every((field, index) => canCast(field, to.fields[index]!.type))
    )
  }
  if (type.kind === 'array' && to.kind === 'array') return canCast({ type: type.element }, to.element)
  if (type.kind === 'range') return isString(to) || sameType(type, to)
  return to.kind === 'range' && isString(type)
}

const EXPLICIT_CASTS: Readonly<Record<ScalarTypeName, readonly ScalarTypeName[]>> = {
  INT64: ['BOOL', 'INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  FLOAT64: ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  NUMERIC: ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  BIGNUMERIC: ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  BOOL: ['BOOL', 'INT64', 'STRING'],
  STRING: [
    'BOOL',
    'INT64',
    'FLOAT64',
    'NUMERIC',
    'BIGNUMERIC',
    'STRING',
    'BYTES',
    'DATE',
    'DATETIME',
    'TIME',
    'TIMESTAMP',
    'INTERVAL',
  ],
  BYTES: ['STRING', 'BYTES'],
  DATE: ['STRING', 'DATE', 'DATETIME', 'TIMESTAMP'],
  DATETIME: ['STRING', 'DATE', 'DATETIME', 'TIME', 'TIMESTAMP'],
  TIME: ['STRING', 'TIME'],
  TIMESTAMP: ['STRING', 'DATE', 'DATETIME', 'TIME', 'TIMESTAMP'],
  INTERVAL: ['STRING', 'INTERVAL'],
  JSON: ['JSON'],
  GEOGRAPHY: ['GEOGRAPHY'],
}

import { arrayOf, FLOAT64, formatType, type Type } from '../../../../googlesql/types.ts'
import type { Value } from '../../../../googlesql/value.ts'
import type { ScalarFunction } from '../../emit-context.ts'

type Pairs = readonly (readonly [number, number])[]
type Measure = (pairs: Pairs) => number

/** Distances of vectors: dense ones, or sparse ones as key and value, where what is missing is zero. */
export function vectorFunction(name: string, type: Type): ScalarFunction {
  const element = type.kind === 'array' ? type.element : type
  const keyed = element.kind === 'struct'
  const suffix = keyed ? (formatType(element.fields[0]!.type) === 'STRING' ? '_by_name' : '_by_number') : ''
  return {
    name: `${name.toLowerCase()}${suffix}`,
    parameters: [type, type],
    returns: FLOAT64,
    evaluate: (left, right) => MEASURES[name]!(keyed ? sparsePairs(left!, right!) : densePairs(left!, right!)),
  }
}

export const DENSE = arrayOf(FLOAT64)

const MEASURES: Readonly<Record<string, Measure>> = {
  COSINE_DISTANCE: (pairs) => {
    const dot = sum(pairs, (a, b) => a * b)
    const left = sum(pairs, (a) => a * a)
    const right = sum(pairs, (_, b) => b * b)
    if (left === 0 || right === 0) throw new Error('COSINE_DISTANCE of a zero vector')
    return 1 - dot / (Math.sqrt(left) * Math.sqrt(right))
  },
  EUCLIDEAN_DISTANCE: (pairs) => Math.sqrt(sum(pairs, (a, b) => (a - b) * (a - b))),
  DOT_PRODUCT: (pairs) => sum(pairs, (a, b) => a * b),
  MANHATTAN_DISTANCE: (pairs) => sum(pairs, (a, b) => Math.abs(a - b)),
}

function sum(pairs: Pairs, term: (a: number, b: number) => number): number {
  let total = 0
  for (const [a, b] of pairs) {
    total += term(a, b)
    if (!Number.isFinite(total) && Number.isFinite(a) && Number.isFinite(b)) throw new Error('floating point overflow')
  }
  return total
}

function densePairs(left: Value, right: Value): Pairs {
  const [a, b] = [left as readonly Value[], right as readonly Value[]]
  if (a.length !== b.length) throw new Error(`vectors of ${a.length} and ${b.length} elements`)
  return a.map((value, index) => [numberOf(value), numberOf(b[index]!)])
}

function sparsePairs(left: Value, right: Value): Pairs {
  const [a, b] = [byKey(left as readonly Value[]), byKey(right as readonly Value[])]
  return [...new Set([...a.keys(), ...b.keys()])].map((key) => [a.get(key) ?? 0, b.get(key) ?? 0])
}

function byKey(elements: readonly Value[]): Map<Value, number> {
  const values = new Map<Value, number>()
  for (const element of elements) {
    if (element === null) throw new Error('a vector has a NULL element')
    const [key, value] = element as readonly Value[]
    if (key === null || key === undefined) throw new Error('a vector has a NULL key')
    if (values.has(key)) throw new Error(`a vector has the key ${key} twice`)
    values.set(key, numberOf(value!))
  }
  return values
}

function numberOf(value: Value): number {
  if (value === null) throw new Error('a vector has a NULL element')
  return Number(value)
}

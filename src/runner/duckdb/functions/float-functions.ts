import { FLOAT64 } from '../../../googlesql/types.ts'
import type { EmitContext } from '../emit-context.ts'
import { reuse } from './reuse.ts'

interface FloatFunction {
  readonly sql: (x: string) => string
  /** Values at -inf and +inf, where DuckDB fails or differs. */
  readonly atInfinity?: readonly [string, string]
  /** DuckDB gives NaN or infinity where GoogleSQL fails. */
  readonly unchecked?: boolean
}

const NAN = "CAST('nan' AS DOUBLE)"
const INFINITY = "CAST('inf' AS DOUBLE)"

/** Functions of one FLOAT64. They fail where the result of a finite number is not finite. */
const FUNCTIONS: Readonly<Record<string, FloatFunction>> = {
  SQRT: { sql: (x) => `sqrt(${x})` },
  CBRT: { sql: (x) => `cbrt(${x})` },
  EXP: { sql: (x) => `exp(${x})`, unchecked: true },
  LN: { sql: (x) => `ln(${x})`, atInfinity: [NAN, INFINITY] },
  LOG10: { sql: (x) => `log10(${x})`, atInfinity: [NAN, INFINITY] },
  COS: { sql: (x) => `cos(${x})`, atInfinity: [NAN, NAN] },
  SIN: { sql: (x) => `sin(${x})`, atInfinity: [NAN, NAN] },
  TAN: { sql: (x) => `tan(${x})`, atInfinity: [NAN, NAN] },
  ACOS: { sql: (x) => `acos(${x})`, atInfinity: [NAN, NAN] },
  ASIN: { sql: (x) => `asin(${x})`, atInfinity: [NAN, NAN] },
  ATAN: { sql: (x) => `atan(${x})` },
  COSH: { sql: (x) => `cosh(${x})`, unchecked: true },
  SINH: { sql: (x) => `sinh(${x})`, unchecked: true },
  TANH: { sql: (x) => `tanh(${x})` },
  ACOSH: { sql: (x) => `acosh(${x})`, atInfinity: [NAN, INFINITY], unchecked: true },
  ASINH: { sql: (x) => `asinh(${x})` },
  ATANH: { sql: (x) => `atanh(${x})`, atInfinity: [NAN, NAN], unchecked: true },
  COT: { sql: (x) => `cot(${x})`, atInfinity: [NAN, NAN], unchecked: true },
  COTH: { sql: (x) => `(1 / tanh(${x}))`, unchecked: true },
  CSC: { sql: (x) => `(1 / sin(${x}))`, atInfinity: [NAN, NAN], unchecked: true },
  CSCH: { sql: (x) => `(1 / sinh(${x}))`, unchecked: true },
  SEC: { sql: (x) => `(1 / cos(${x}))`, atInfinity: [NAN, NAN], unchecked: true },
  SECH: { sql: (x) => `(1 / cosh(${x}))` },
}

export const FLOAT_FUNCTION_NAMES = Object.keys(FUNCTIONS)

export function floatFunction(name: string, argument: string, context: EmitContext): string {
  const { sql, atInfinity, unchecked } = FUNCTIONS[name]!
  if (!atInfinity && !unchecked) return sql(argument)
  const failure = context.fail(context.text(`${name} is not defined here or overflows`), FLOAT64)
  return reuse(context, [argument], (x) => {
    const infinite = atInfinity
      ? `WHEN isinf(${x}) THEN CASE WHEN ${x} < 0 THEN ${atInfinity[0]} ELSE ${atInfinity[1]} END `
      : ''
    const failing = unchecked ? `WHEN NOT isfinite(${sql(x)}) AND isfinite(${x}) THEN ${failure} ` : ''
    return `CASE ${infinite}${failing}ELSE ${sql(x)} END`
  })
}

export function floatPower([base, exponent]: readonly string[], context: EmitContext): string {
  const failure = context.fail(context.text('POW is not defined here or overflows'), FLOAT64)
  return reuse(context, [base!, exponent!], (x, y) => {
    const power = `pow(${x}, ${y})`
    return `CASE WHEN NOT isfinite(${power}) AND isfinite(${x}) AND isfinite(${y}) THEN ${failure} ELSE ${power} END`
  })
}

/** LOG(x, base). With an infinite base there is none. */
export function floatLogarithm([value, base]: readonly string[], context: EmitContext): string {
  const failure = context.fail(context.text('LOG is not defined for this number and base'), FLOAT64)
  return reuse(context, [value!, base!], (x, b) => {
    const quotient = `(ln(${x}) / ln(${b}))`
    const infinite = `${x} = ${INFINITY} AND isfinite(${b}) AND ${b} > 0 THEN CASE WHEN ${b} < 1 THEN -${INFINITY} ELSE ${INFINITY} END`
    return (
      `CASE WHEN isfinite(${x}) AND isfinite(${b}) THEN CASE WHEN isfinite(${quotient}) THEN ${quotient} ELSE ${failure} END ` +
      `WHEN ${infinite} WHEN ${x} IS NOT NULL AND ${b} IS NOT NULL THEN ${NAN} END`
    )
  })
}

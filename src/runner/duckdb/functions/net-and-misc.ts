import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import { BOOL, formatType } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { comparisonEmit } from './comparison.ts'
import { reuse } from './reuse.ts'
import {
  ipFromString,
  ipNetMask,
  ipToString,
  ipTrunc,
  ipv4FromInt64,
  ipv4ToInt64,
  safeIpFromString,
} from './scalar/net-address.ts'
import { publicSuffix, registrableDomain } from './scalar/net-domain.ts'
import { netHost } from './scalar/net-host.ts'
import { scalarCall } from './shape.ts'

/** Conditionals, network addresses and what stands alone. Models, sketches and the user's name are not to be had here. */
export const netAndMiscEmit: Readonly<Record<string, EmitCall>> = {
  COALESCE: (sql) => `coalesce(${sql.join(', ')})`,
  IF: ([condition, then, otherwise]) => `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`,
  IFNULL: ([value, otherwise]) => `coalesce(${value}, ${otherwise})`,
  NULLIF: nullIf,
  NULLIFZERO: ([value]) => `nullif(${value}, 0)`,
  ZEROIFNULL: ([value]) => `coalesce(${value}, 0)`,
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  TYPEOF: (_sql, call, context) => context.text(formatType(call.arguments[0]!.type)),
  ERROR: ([message], call, context) => context.fail(message!, call.type),
  RAND: () => 'random()',
  'NET.HOST': scalarCall(netHost),
  'NET.IP_FROM_STRING': scalarCall(ipFromString),
  'NET.IP_NET_MASK': scalarCall(ipNetMask),
  'NET.IP_TO_STRING': scalarCall(ipToString),
  'NET.IP_TRUNC': scalarCall(ipTrunc),
  'NET.IPV4_FROM_INT64': scalarCall(ipv4FromInt64),
  'NET.IPV4_TO_INT64': scalarCall(ipv4ToInt64),
  'NET.PUBLIC_SUFFIX': scalarCall(publicSuffix),
  'NET.REG_DOMAIN': scalarCall(registrableDomain),
  'NET.SAFE_IP_FROM_STRING': scalarCall(safeIpFromString),
}

function isFloat(call: CallExpression): boolean {
  return call.type.kind === 'scalar' && call.type.name === 'FLOAT64'
}

/** Where GoogleSQL's `=` says true; DuckDB's nullif() would take NaN for equal to NaN, and a struct of NULLs to its like. */
function nullIf(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  if (call.type.kind === 'scalar' && !isFloat(call)) return `nullif(${sql.join(', ')})`
  return reuse(context, sql, (value, other) => {
    const equal = comparisonEmit.$equal!([value!, other!], { ...call, name: '$equal', type: BOOL }, context)
    return `CASE WHEN ${equal} THEN NULL ELSE ${value} END`
  })
}

/** NULL where one is NULL, NaN where one is NaN; DuckDB passes over NULLs and holds NaN for the greatest number. */
function extreme(name: 'greatest' | 'least'): EmitCall {
  return (sql, call, context) => {
    if (sql.length === 1) return sql[0]!
    return reuse(context, sql, (...values) => {
      const unknown = values.filter((_, index) => !isValue(call.arguments[index]!))
      if (unknown.length === 0) return `${name}(${values.join(', ')})`
      const missing = unknown.map((value) => `${value} IS NULL`).join(' OR ')
      const nan = isFloat(call)
        ? ` WHEN ${unknown.map((value) => `isnan(${value})`).join(' OR ')} THEN 'NaN'::DOUBLE`
        : ''
      return `CASE WHEN ${missing} THEN NULL${nan} ELSE ${name}(${values.join(', ')}) END`
    })
  }
}

/** Neither NULL nor NaN. */
function isValue(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value !== null && !Number.isNaN(expression.value)
}

import type { CallSyntax } from '../syntax.ts'
import { fail } from './fail.ts'

const TAKES_NULLS = new Set([
  'APPROX_QUANTILES',
  'ARRAY_AGG',
  'FIRST_VALUE',
  'LAST_VALUE',
  'NTH_VALUE',
  'PERCENTILE_CONT',
  'PERCENTILE_DISC',
])
const TAKES_ORDER = new Set(['ARRAY_AGG', 'STRING_AGG', 'ARRAY_CONCAT_AGG'])
const NEVER_DISTINCT = new Set(['CORR', 'COVAR_POP', 'COVAR_SAMP', 'PERCENTILE_CONT', 'PERCENTILE_DISC'])

/** What only some aggregates and window functions take in their argument list, as Google's evaluator has it. */
export function refuseModifiers(name: string, syntax: CallSyntax): void {
  const { nulls, orderBy, limit, distinct } = syntax
  if (nulls && !TAKES_NULLS.has(name)) refuse('IGNORE NULLS and RESPECT NULLS are', name, syntax)
  if (orderBy.length && !TAKES_ORDER.has(name)) refuse('ORDER BY is', name, syntax)
  if (limit && !TAKES_ORDER.has(name)) refuse('LIMIT is', name, syntax)
  if (distinct && NEVER_DISTINCT.has(name)) refuse('DISTINCT is', name, syntax)
}

/** Of functions that see one row at a time. */
export function refuseAllModifiers(name: string, syntax: CallSyntax): void {
  const { distinct, nulls, having, orderBy, limit } = syntax
  const written = {
    DISTINCT: distinct,
    [`${nulls} NULLS`]: nulls,
    HAVING: having,
    'ORDER BY': orderBy[0],
    LIMIT: limit,
  }
  for (const [modifier, given] of Object.entries(written)) if (given) refuse(`${modifier} is`, name, syntax)
}

function refuse(what: string, name: string, syntax: CallSyntax): never {
  return fail('invalid-query', `${what} not allowed in the arguments of ${name}`, syntax)
}

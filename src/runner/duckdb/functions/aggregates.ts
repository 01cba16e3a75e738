import type { EmitAggregate } from '../emit-context.ts'
import { aggregate, plainAggregate, refuseModifiers } from './aggregate-call.ts'
import { approximationsAggregates } from './approximations.ts'
import { arrayAgg, arrayConcatAgg, stringAgg } from './collections.ts'
import { anyValue, maximum, minimum, valueBy } from './extremes.ts'
import { covariance, variance } from './statistics.ts'
import { average, sum } from './sums.ts'

/** Aggregates, also over windows. */
export const aggregatesAggregates: Readonly<Record<string, EmitAggregate>> = {
  COUNT: same('count'),
  COUNT_STAR: (_sql, _call, context) => plainAggregate('count', ['*'], context),
  COUNTIF: (sql, call, context) => {
    refuseModifiers(call, context)
    return aggregate('count', call.distinct ? sql : ['*'], call, context, sql[0])
  },
  SUM: sum,
  AVG: average,
  MIN: minimum,
  MAX: maximum,
  MAX_BY: valueBy('MAX'),
  MIN_BY: valueBy('MIN'),
  ANY_VALUE: anyValue,
  ARRAY_AGG: arrayAgg,
  ARRAY_CONCAT_AGG: arrayConcatAgg,
  STRING_AGG: stringAgg,
  LOGICAL_AND: same('bool_and'),
  LOGICAL_OR: same('bool_or'),
  BIT_AND: same('bit_and'),
  BIT_OR: same('bit_or'),
  BIT_XOR: same('bit_xor'),
  STDDEV_SAMP: variance('n - 1', true),
  STDDEV_POP: variance('n', true),
  VAR_SAMP: variance('n - 1', false),
  VAR_POP: variance('n', false),
  COVAR_SAMP: covariance('n - 1'),
  COVAR_POP: covariance('n'),
  CORR: covariance('correlation'),
  ...approximationsAggregates,
}

/** DuckDB's function of another name and the same meaning. */
function same(name: string): EmitAggregate {
  return (sql, call, context) => {
    refuseModifiers(call, context)
    return aggregate(name, sql, call, context)
  }
}

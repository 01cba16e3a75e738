import type { Expression } from '../../../googlesql/resolved.ts'
import { FLOAT64, formatType, NUMERIC } from '../../../googlesql/types.ts'
import type { EmitAggregate } from '../emit-context.ts'
import { type AggregateCall, type AggregateContext, plainAggregate } from './aggregate-call.ts'
import { percentileFraction } from './percentile.ts'

/** Functions that stand only over a window. */
export const windowsAggregates: Readonly<Record<string, EmitAggregate>> = {
  ROW_NUMBER: numbering('row_number'),
  RANK: numbering('rank'),
  DENSE_RANK: numbering('dense_rank'),
  PERCENT_RANK: numbering('percent_rank'),
  CUME_DIST: numbering('cume_dist'),
  NTILE: ([count], call, context) =>
    constantOrFail(call.arguments[0], call, context) ?? `ntile(${count})${context.over}`,
  LAG: offset('lag'),
  LEAD: offset('lead'),
  FIRST_VALUE: navigation('first_value'),
  LAST_VALUE: navigation('last_value'),
  NTH_VALUE: navigation('nth_value'),
  PERCENTILE_CONT: percentileCont,
  PERCENTILE_DISC: percentileDisc,
}

function numbering(name: string): EmitAggregate {
  return (_sql, _call, context) => `${name}()${context.over}`
}

function offset(name: string): EmitAggregate {
  return (sql, call, context) =>
    constantOrFail(call.arguments[1], call, context) ?? `${name}(${sql.join(', ')})${context.over}`
}

function navigation(name: string): EmitAggregate {
  return (sql, call, context) => {
    const nulls = call.nulls === 'IGNORE' ? ' IGNORE NULLS' : ''
    return constantOrFail(call.arguments[1], call, context) ?? `${name}(${sql.join(', ')}${nulls})${context.over}`
  }
}

/** DuckDB answers NULL for a NULL count; GoogleSQL refuses it. */
function constantOrFail(
  count: Expression | undefined,
  call: AggregateCall,
  context: AggregateContext,
): string | undefined {
  const missing = count?.kind === 'literal' && count.value === null
  const failure = context.fail(context.text(`the count of ${call.name} is NULL`), call.type)
  return missing ? `CASE WHEN count(*)${context.over} >= 0 THEN ${failure} END` : undefined
}

/** Interpolates between finite numbers; where NaN or infinity take part, GoogleSQL's rules are its own. */
function percentileCont(sql: readonly string[], call: AggregateCall, context: AggregateContext): string {
  if (call.nulls === 'RESPECT')
    context.unsupported('PERCENTILE_CONT with RESPECT NULLS is not supported by the embedded warehouse', call.span)
  if (formatType(call.type) !== 'FLOAT64')
    context.unsupported(
      `PERCENTILE_CONT of ${formatType(NUMERIC)} is not supported by the embedded warehouse`,
      call.span,
    )
  const failure = context.fail(context.text('PERCENTILE_CONT over NaN or infinity'), FLOAT64)
  const finite = plainAggregate('bool_and', [`isfinite(${sql[0]})`], context)
  const fraction = percentileFraction(call, context, false)
  return `CASE WHEN NOT ${finite} THEN ${failure} ELSE ${plainAggregate('quantile_cont', [sql[0]!, fraction], context)} END`
}

function percentileDisc(sql: readonly string[], call: AggregateCall, context: AggregateContext): string {
  if (call.nulls === 'RESPECT')
    context.unsupported('PERCENTILE_DISC with RESPECT NULLS is not supported by the embedded warehouse', call.span)
  const value = plainAggregate('quantile_disc', [sql[0]!, percentileFraction(call, context, true)], context)
  if (formatType(call.type) !== 'FLOAT64') return value
  const failure = context.fail(context.text('PERCENTILE_DISC over NaN'), FLOAT64)
  return `CASE WHEN ${plainAggregate('bool_or', [`isnan(${sql[0]})`], context)} THEN ${failure} ELSE ${value} END`
}

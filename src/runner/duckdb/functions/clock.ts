import type { CallExpression } from '../../../googlesql/resolved.ts'
import { DATE, DATETIME, TIME, TIMESTAMP, type Type } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { localTime } from './time-zone.ts'

/** CURRENT_DATE and its siblings: one moment for the whole statement, which the emitter knows. */
export const clockEmit: Readonly<Record<string, EmitCall>> = {
  CURRENT_TIMESTAMP: (_sql, _call, context) => now(context),
  CURRENT_DATETIME: (sql, call, context) => current(sql, call, context, DATETIME),
  CURRENT_DATE: (sql, call, context) => current(sql, call, context, DATE),
  CURRENT_TIME: (sql, call, context) => current(sql, call, context, TIME),
}

function now(context: EmitContext): string {
  return `make_timestamptz(${context.nowMicros}::BIGINT)`
}

function current(sql: readonly string[], call: CallExpression, context: EmitContext, type: Type): string {
  const local =
    sql[0] === undefined
      ? context.cast(now(context), TIMESTAMP, DATETIME)
      : localTime(context, now(context), sql[0], call.arguments[0]!)
  return context.cast(local, DATETIME, type)
}

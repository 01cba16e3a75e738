import type { EmitAggregate, EmitCall } from '../emit-context.ts'
import { aggregatesAggregates } from './aggregates.ts'
import { arraysEmit } from './arrays.ts'
import { bytesAndHashEmit } from './bytes-and-hash.ts'
import { datetimeEmit } from './datetime.ts'
import { jsonEmit } from './json.ts'
import { netAndMiscEmit } from './net-and-misc.ts'
import { numericEmit } from './numeric.ts'
import { operatorsEmit } from './operators.ts'
import { rangesAndIntervalsEmit } from './ranges-and-intervals.ts'
import { stringsEmit } from './strings.ts'
import { windowsAggregates } from './windows.ts'

/** Translations of functions and operators, by name. A name that is not here is refused. */
export const calls: Readonly<Record<string, EmitCall>> = {
  ...stringsEmit,
  ...bytesAndHashEmit,
  ...jsonEmit,
  ...netAndMiscEmit,
  ...datetimeEmit,
  ...numericEmit,
  ...operatorsEmit,
  ...arraysEmit,
  ...rangesAndIntervalsEmit,
}

/** Translations of aggregate functions and of those that stand over a window only. */
export const aggregates: Readonly<Record<string, EmitAggregate>> = {
  ...aggregatesAggregates,
  ...windowsAggregates,
}

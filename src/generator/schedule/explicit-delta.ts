import { type UtcTime, utcTime } from '../time/utc-time.ts'
import { runsOfOneCycle } from './run-offset.ts'
import { endOfRun, isRun, newestRunOver } from './runs.ts'
import type { Schedule } from './schedule.ts'

/** What a sensor with a fixed `execution_delta` waits for. */
export type DeltaJudgement =
  /** A run that exists, and no newer one is over when the task begins. */
  | { readonly kind: 'meets' }
  | { readonly kind: 'never' }
  /** No upstream run has the logical date that this run would wait for: `logicalDate` is the first such run. */
  | { readonly kind: 'sometimes'; readonly logicalDate: UtcTime; readonly awaited: UtcTime }
  /** It always exists, but a newer one is over when the task begins. */
  | { readonly kind: 'older'; readonly logicalDate: UtcTime; readonly awaited: UtcTime; readonly newest: UtcTime }

/** Judges the delta of a sensor over all runs: own logical date less `seconds` is the one that it waits for. */
export function judgeDelta(upstream: Schedule, downstream: Schedule, seconds: number): DeltaJudgement {
  let missing: DeltaJudgement | undefined
  let older: DeltaJudgement | undefined
  let meets = false
  for (const logicalDateMs of runsOfOneCycle(upstream, downstream)) {
    const awaited = logicalDateMs - seconds * 1000
    const times = { logicalDate: utcTime(logicalDateMs), awaited: utcTime(awaited) }
    if (!isRun(upstream, awaited)) missing ??= { kind: 'sometimes', ...times }
    else {
      meets = true
      const newest = newestRunOver(upstream, endOfRun(downstream, logicalDateMs))
      if (newest !== undefined && newest > awaited) older ??= { kind: 'older', ...times, newest: utcTime(newest) }
    }
    if (meets && missing) return missing
  }
  if (!meets) return { kind: 'never' }
  return missing ?? older ?? { kind: 'meets' }
}

import type { DagDefinition } from '../project/dags-file.ts'
import { bigqueryEtlDelta } from '../schedule/bigquery-etl-delta.ts'
import { type RunOffset, runOffset } from '../schedule/run-offset.ts'
import { readSchedule, type Schedule } from '../schedule/schedule.ts'
import { parseTimeSpan } from '../schedule/time-span.ts'
import type { DagRules } from './model.ts'

/** When a DAG runs, as it is written and as it is meant. */
export interface DagTimes {
  readonly text: string
  readonly schedule: Schedule
  /**
   * Its runs count from the moment when somebody switches the DAG on, so that no other DAG can name them: Airflow does so with
   * lengths such as `5h` where it makes up for nothing (`DeltaDataIntervalTimetable` without catchup).
   */
  readonly drifts?: boolean
}

/** Finds the run of another DAG that a task waits for; each pair of schedules is worked out once. */
export interface Offsets {
  /** @param explicit `execution_delta` of the metadata, which goes before everything */
  between(upstream: DagTimes | undefined, own: DagTimes | undefined, explicit: string | undefined): RunOffset
}

const DRIFTS = 'runs of such a length begin when the DAG is switched on, unless it has catchup: true'
const SAME_DATE: RunOffset = { kind: 'constant', seconds: 0 }

export function offsetsOf(rules: DagRules): Offsets {
  const known = new Map<string, RunOffset>()
  return {
    between(upstream, own, explicit) {
      const seconds = explicit === undefined ? undefined : parseTimeSpan(explicit)
      if (rules === 'bqetl' && upstream !== undefined && own !== undefined) {
        if (upstream.drifts) return { kind: 'never', reason: DRIFTS }
        if (own.drifts) return seconds === undefined ? { kind: 'varying' } : { kind: 'never', reason: DRIFTS }
      }
      if (seconds !== undefined) return { kind: 'constant', seconds }
      if (upstream === undefined || own === undefined) return SAME_DATE
      if (rules === 'bigquery-etl') {
        return { kind: 'constant', seconds: bigqueryEtlDelta(upstream.text, own.text) ?? 0 }
      }
      const key = JSON.stringify([upstream.schedule, own.schedule, upstream.text, own.text])
      const offset = known.get(key) ?? runOffset(upstream.schedule, own.schedule)
      known.set(key, offset)
      return offset
    },
  }
}

/** When a DAG of dags.yaml runs; undefined where its schedule is none. */
export function dagTimes({ scheduleInterval, defaultArguments, catchup }: DagDefinition): DagTimes | undefined {
  const times = readTimes(scheduleInterval, defaultArguments.startDate)
  return times && { ...times, drifts: times.schedule.kind === 'interval' && !catchup }
}

/** @param startDate `YYYY-MM-DD`, from which lengths that are no part of a day count */
export function readTimes(text: string, startDate: string): DagTimes | undefined {
  const schedule = readSchedule(text, startDate)
  return schedule.kind === 'invalid' ? undefined : { text, schedule }
}

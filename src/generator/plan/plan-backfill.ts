import { UsageError } from '../../errors.ts'
import { formatTableReference, type TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import type { PartitionUnit, QueryJob } from '../query-job.ts'
import { upstreamOf } from '../sql/dependencies.ts'
import { addDays, type CalendarDate, timeOfDate } from '../time/calendar-date.ts'
import { type DataInterval, dayInterval, intervalsTouching } from '../time/data-interval.ts'
import { timeMs } from '../time/utc-time.ts'
import { type Definitions, definitionsOf } from './definitions.ts'
import { digestOfJobs } from './job-digest.ts'
import { planRun } from './plan-run.ts'

/** Days of runs, both ends included. Where a table has an offset, its partitions lie that much apart from them. */
export interface BackfillRange {
  readonly start: CalendarDate
  readonly end: CalendarDate
  /** A run is left out when its interval touches one of these days. */
  readonly excluded: readonly CalendarDate[]
}

export interface BackfillRun {
  readonly interval: DataInterval
  readonly job: QueryJob
}

export interface BackfillPlan {
  readonly table: TableDefinition
  readonly range: BackfillRange
  /** How long the interval of a run is: that of a partition, a day where nothing is partitioned. */
  readonly unit: PartitionUnit
  /** In order of time. */
  readonly runs: readonly BackfillRun[]
  /** Why each run must wait for the one before it, and a failure stops those behind it; absent where they are independent. */
  readonly inOrder?: string
  /** Excluded days that no run touches. */
  readonly unusedExclusions: readonly CalendarDate[]
  /** Equal for equal work: jobs, and the texts of the views and routines that they reach. */
  readonly digest: string
}

/** More than BigQuery lets a table have partitions; a range beyond is a mistyped year. */
const MOST_RUNS = 20_000

/**
 * Plans the runs that fill every partition that a range of days touches, each as its scheduled task would have run.
 * Reads no clock and touches no warehouse.
 *
 * @throws {UsageError} a range that ends before it starts, or leaves nothing to run; a table that no SQL fills
 * @throws {DiagnosticsError} @throws {SqlError} SQL or metadata that cannot be planned
 */
export function planBackfill(table: TableDefinition, range: BackfillRange, project: Project): BackfillPlan {
  if (range.end < range.start) {
    throw new UsageError('invalid-range', `the range ends on ${range.end}, before it starts on ${range.start}`)
  }
  const upstream = upstreamOf(project)
  const plan = (interval: DataInterval) => planRun(table, interval, project, { upstreamOf: upstream })
  const first = plan(dayInterval(range.start))
  const unit = first.partition?.unit ?? project.metadata(table).timePartitioning?.unit ?? 'DAY'
  const every = everyInterval(range, unit)
  const runs = withoutExcluded(every, range).map((interval) => ({ interval, job: plan(interval) }))
  const definitions = definitionsOf(first, project)
  const inOrder = reasonForOrder(runs, table, project, definitions)
  return {
    table,
    range,
    unit,
    runs,
    ...(inOrder !== undefined && { inOrder }),
    unusedExclusions: range.excluded.filter((date) => !every.some((interval) => touches(interval, date))),
    digest: digestOfJobs(
      runs.map(({ job }) => job),
      definitions,
    ),
  }
}

function withoutExcluded(every: readonly DataInterval[], range: BackfillRange): readonly DataInterval[] {
  const chosen = every.filter((interval) => !range.excluded.some((date) => touches(interval, date)))
  if (chosen.length > 0) return chosen
  throw new UsageError('invalid-range', `nothing is left to run from ${range.start} to ${range.end}`, {
    hint: 'the excluded days cover the range',
  })
}

/** @throws {UsageError} `invalid-range` for more runs than a table can have partitions */
function everyInterval({ start, end }: BackfillRange, unit: PartitionUnit): readonly DataInterval[] {
  const days = (timeOfDate(end) - timeOfDate(start)) / 86_400_000 + 1
  const runs = { HOUR: days * 24, DAY: days, MONTH: days / 31, YEAR: days / 366 }[unit]
  if (runs <= MOST_RUNS) return intervalsTouching(start, end, unit)
  throw new UsageError('invalid-range', `from ${start} to ${end} it takes ${Math.ceil(runs)} runs`, {
    hint: `a table has at most 10,000 partitions; give a range of at most ${MOST_RUNS} runs`,
  })
}

function touches({ start, end }: DataInterval, date: CalendarDate): boolean {
  return timeOfDate(date) < timeMs(end) && timeMs(start) < timeOfDate(addDays(date, 1))
}

/** Runs may go side by side only where each writes a partition of its own and reads none that another one writes. */
function reasonForOrder(
  runs: readonly BackfillRun[],
  table: TableDefinition,
  project: Project,
  { tables }: Definitions,
): string | undefined {
  const { destination, partition, writeDisposition } = runs[0]!.job
  if (project.metadata(table).scheduling.dependsOnPast) return 'the table depends on its past'
  if (destination === undefined) return 'a script names the tables that it writes'
  if (tables.has(formatTableReference(destination))) return 'the query reads the table that it fills'
  if (writeDisposition === 'append') return 'each run appends'
  if (partition === undefined) return 'each run writes the whole table'
  const partitions = new Set(runs.map(({ job }) => job.partition?.id))
  return partitions.size < runs.length ? 'several runs write one partition' : undefined
}

/** How people name a run: its first day, and the hour where runs are that short. */
export function runLabel({ start }: DataInterval, unit: PartitionUnit): string {
  return unit === 'HOUR' ? `${start.slice(0, 16)}Z` : start.slice(0, 10)
}

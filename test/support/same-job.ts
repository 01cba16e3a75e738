import { buildDags } from '../../src/generator/dag/build-dags.ts'
import { explainRun } from '../../src/generator/dag/explain-run.ts'
import { explainJob } from '../../src/generator/plan/explain-job.ts'
import { planBackfill } from '../../src/generator/plan/plan-backfill.ts'
import { planRun } from '../../src/generator/plan/plan-run.ts'
import { logicalDatesBetween } from '../../src/generator/schedule/runs.ts'
import { upstreamOf } from '../../src/generator/sql/dependencies.ts'
import { parseCalendarDate, timeOfDate } from '../../src/generator/time/calendar-date.ts'
import { chooseInterval, formatInterval } from '../../src/generator/time/data-interval.ts'
import { dateOf, utcTime } from '../../src/generator/time/utc-time.ts'
import { memoryProject } from './memory-project.ts'
import { type RandomProject, randomProject } from './random-metadata.ts'

/** The jobs of one run, each from another door. */
export interface SameJob {
  readonly number: number
  /** What the DAG's own command, as a shell would get it, plans. */
  readonly scheduled: unknown
  /** What `query run` plans for the interval that the run is about. */
  readonly byHand: unknown
  /** What the backfill of the day plans for that interval; absent where its runs are of another length. */
  readonly backfilled?: unknown
}

/** Undefined where the DAG has no run that day, or its runs are too long for the table's partitions, which is an error. */
export function jobsOf(number: number): SameJob | undefined {
  const { files, day }: RandomProject = randomProject(number)
  const project = memoryProject(files)
  const [table] = project.tables
  const { dags, diagnostics } = buildDags(project, 'bqetl')
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.some(({ code }) => code !== 'run-longer-than-partition')) throw new Error(JSON.stringify([files, errors]))
  if (errors.length > 0) return undefined
  const start = timeOfDate(parseCalendarDate(day))
  const [logicalDate] = logicalDatesBetween(dags[0]!.schedule, utcTime(start), utcTime(start + 86_400_000))
  if (logicalDate === undefined) return undefined
  const run = explainRun(dags[0]!, logicalDate, project)
  const options = { upstreamOf: upstreamOf(project) }
  const unit = project.metadata(table!).timePartitioning?.unit
  const plan = (when: { readonly date?: string; readonly interval?: string }) =>
    explainJob(planRun(table!, chooseInterval(when, unit, new Date(0)), project, options))
  const date = dateOf(logicalDate)
  const backfill = planBackfill(table!, { start: date, end: date, excluded: [] }, project)
  const same = backfill.runs.find(({ interval }) => formatInterval(interval) === run.interval)
  return {
    number,
    scheduled: plan(whenOf(run.tasks[0]!.command!)),
    byHand: plan({ interval: run.interval }),
    ...(same && { backfilled: explainJob(same.job) }),
  }
}

function whenOf(command: string) {
  const [, option = '', value = ''] = / --(date|interval) '?([^' ]+)'?$/.exec(command) ?? []
  if (option === '') throw new Error(`no time in ${command}`)
  return { [option]: value }
}

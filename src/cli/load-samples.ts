import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Project } from '../generator/project/project.ts'
import { readSample } from '../generator/sample/definition.ts'
import { generateSample, type SampleDefinition, type SampleTarget } from '../generator/sample/generate.ts'
import { addDays, type CalendarDate } from '../generator/time/calendar-date.ts'
import { type LoadOutcome, type LoadRequest, loadFiles } from '../runner/load/load-files.ts'
import type { Warehouse } from '../runner/warehouse.ts'

export interface SampleLoad {
  readonly samples: readonly string[]
  readonly days: readonly CalendarDate[]
  readonly seed: number
  readonly scale: number
  readonly signal: AbortSignal
  readonly onStart?: (sample: string, day: CalendarDate) => void
  readonly onEnd?: (outcome: LoadOutcome, seconds: number) => void
}

/** Loads samples day by day into the tables that they are for, whose whole content they become. */
export async function loadSamples(project: Project, warehouse: Warehouse, load: SampleLoad): Promise<void> {
  for (const sample of load.samples) {
    const definition = readSample(project, sample)
    for (const day of isOfNoDay(definition) ? load.days.slice(0, 1) : load.days) {
      load.signal.throwIfAborted()
      load.onStart?.(sample, day)
      for (const target of definition.targets) {
        const started = performance.now()
        const request = { ...requestOf(project, sample, definition, target, day, load), table: target.table }
        const writeDisposition = day === load.days[0] ? 'truncate' : 'append'
        const outcome = await loadFiles(warehouse, project, {
          ...request,
          writeDisposition,
          ignoreUnknownColumns: false,
        })
        load.onEnd?.(outcome, (performance.now() - started) / 1000)
      }
    }
  }
}

/** Its rows are the same whatever the day. */
function isOfNoDay(definition: SampleDefinition): boolean {
  return definition.kind === 'probes' || (definition.kind === 'records' && definition.once)
}

function requestOf(
  project: Project,
  sample: string,
  definition: SampleDefinition,
  target: SampleTarget,
  date: CalendarDate,
  { seed, scale }: SampleLoad,
): Pick<LoadRequest, 'files' | 'pings' | 'probes'> {
  if (definition.kind === 'probes') {
    return { probes: true, files: definition.files.map((path) => join(project.source.directory ?? '.', path)) }
  }
  const stream = Readable.from(generateSample(definition, { date, seed, scale }, target))
  return {
    files: [{ name: `sample/${sample}.yaml (${date})`, stream }],
    ...(definition.kind === 'pings' && { pings: { submissionTimestamp: `${date}T12:00:00Z` } }),
  }
}

export function daysFrom(first: CalendarDate, count: number): readonly CalendarDate[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index))
}

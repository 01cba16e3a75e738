import type { CalendarDate } from '../time/calendar-date.ts'
import { randomOf } from './random.ts'
import type { Attributes, Draw, Sampler } from './sampler.ts'
import { compileAttributes, compileTemplate } from './template.ts'

/** What a file of `sample/` says. */
export type SampleDefinition = PingSample | RecordSample | ProbeSample

/** Pings, or rows in BigQuery's JSON form, that differ from one to the next. */
export interface PingSample {
  readonly kind: 'pings' | 'rows'
  /** The tables that they are loaded into, all the same ones. */
  readonly targets: readonly SampleTarget[]
  /** Pings a day at scale 1. */
  readonly rows: number
  /** Who sends them: each row belongs to one, whose attributes stay the same from day to day. */
  readonly entities: { readonly count: number; readonly attributes: unknown }
  readonly ping: unknown
  /** Share of pings that are replaced by one of `broken`. */
  readonly brokenShare: number
  readonly broken: readonly unknown[]
}

export interface SampleTarget {
  /** `dataset.table` */
  readonly table: string
  /** Share of pings that arrive there twice. */
  readonly duplicates: number
  /**
   * Whose pings they are: targets of one source get the same pings, and a source has the same senders in every sample. All
   * targets of a sample have one source where none is named.
   */
  readonly source?: string
  /** Senders and pings of this source, as a multiple; 1 if absent. */
  readonly share?: number
}

/** What another system provides: the same rows every day, whatever the scale, in BigQuery's JSON form. */
export interface RecordSample {
  readonly kind: 'records'
  /** One. */
  readonly targets: readonly SampleTarget[]
  readonly records: readonly unknown[]
  /** They are there once, not every day. */
  readonly once: boolean
}

/** Definitions of probes, from files of the project in the forms of Histograms.json and Scalars.yaml. */
export interface ProbeSample {
  readonly kind: 'probes'
  /** One. */
  readonly targets: readonly SampleTarget[]
  readonly files: readonly string[]
}

export interface SampleRun {
  readonly date: CalendarDate
  readonly seed: number
  /** Pings, and those who send them, are this many times those of scale 1. */
  readonly scale: number
}

/**
 * Lines of NDJSON in batches, for one of the tables; the same definition and run give the same bytes.
 *
 * @param target the first one where absent
 */
export function generateSample(
  definition: Exclude<SampleDefinition, ProbeSample>,
  run: SampleRun,
  target: SampleTarget = definition.targets[0]!,
): Generator<string> {
  return definition.kind === 'records' ? generateRecords(definition, run) : generatePings(definition, run, target)
}

function* generateRecords({ targets, records }: RecordSample, { date, seed }: SampleRun): Generator<string> {
  const draw = { random: randomOf(seed, targets[0]!.table, date), dayMs: Date.parse(`${date}T00:00:00Z`), entity: {} }
  for (const record of records) yield `${compileTemplate(record)(draw) ?? 'null'}\n`
}

function* generatePings(definition: PingSample, run: SampleRun, target: SampleTarget): Generator<string> {
  const day = startDay(definition, run, target)
  const rows = Math.max(1, Math.round(definition.rows * run.scale * (target.share ?? 1)))
  for (let start = 0; start < rows; start += BATCH) {
    const lines: string[] = []
    for (let row = start; row < Math.min(rows, start + BATCH); row += 1) lines.push(...day.lines())
    yield `${lines.join('\n')}\n`
  }
}

/** Few enough that their texts are gone before they count as old: collecting garbage would take longer than making it. */
const BATCH = 64

function startDay(definition: PingSample, { date, seed, scale }: SampleRun, target: SampleTarget) {
  // the first table of a source names its pings, so that all tables of it get the same
  const name = definition.targets.find(({ source }) => source === target.source)!.table
  const random = randomOf(seed, name, date)
  // of its own, as the pings are the same
  const again = randomOf(seed, target.table, date, 'duplicates')
  const dayMs = Date.parse(`${date}T00:00:00Z`)
  const ping = compileTemplate(definition.ping)
  const broken = definition.broken.map((template) => compileTemplate(template))
  const entity = entities(definition, target.source ?? name, seed, scale * (target.share ?? 1))
  const pick = (): Sampler => {
    if (broken.length === 0 || random.next() >= definition.brokenShare) return ping
    return broken[Math.floor(random.next() * broken.length)]!
  }
  const lines = () => {
    const draw: Draw = { random, dayMs, entity: entity(random.next()) }
    const line = pick()(draw) ?? 'null'
    return again.next() < target.duplicates ? [line, line] : [line]
  }
  return { lines }
}

/** Attributes of an entity depend on the seed and its number alone, so they outlive a day. Made when first met. */
function entities(
  { entities: { count, attributes } }: PingSample,
  source: string,
  seed: number,
  scale: number,
): (share: number) => Attributes {
  const total = Math.max(1, Math.round(count * scale))
  const sampler = compileAttributes(attributes)
  const known = new Map<number, Attributes>()
  return (share: number) => {
    const number = Math.floor(share * total)
    const met = known.get(number)
    if (met) return met
    const draw = { random: randomOf(seed, source, 'entity', number), dayMs: ENTITY_EPOCH_MS, entity: {} }
    const made = sampler(draw)
    known.set(number, made)
    return made
  }
}

/** Days of attributes (when a profile was made) count back from here, whatever day is generated. */
const ENTITY_EPOCH_MS = Date.parse('2024-01-01T00:00:00Z')

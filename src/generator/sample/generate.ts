import type { CalendarDate } from '../time/calendar-date.ts'
import { randomOf } from './random.ts'
import { compileTemplate, type Draw, type Sampler } from './template.ts'

/** What a file of `sample/` says. */
export type SampleDefinition = PingSample | RecordSample

/** The raw pings of one table. */
export interface PingSample {
  readonly kind: 'pings'
  /** `dataset.table` that the pings are loaded into. */
  readonly table: string
  /** Pings a day at scale 1. */
  readonly rows: number
  /** Who sends them: each row belongs to one, whose attributes stay the same from day to day. */
  readonly entities: { readonly count: number; readonly attributes: unknown }
  readonly ping: unknown
  /** Share of pings that are sent twice. */
  readonly duplicates: number
  /** Share of pings that are replaced by one of `broken`. */
  readonly brokenShare: number
  readonly broken: readonly unknown[]
}

/** What another system provides: the same rows every day, whatever the scale, in BigQuery's JSON form. */
export interface RecordSample {
  readonly kind: 'records'
  readonly table: string
  readonly records: readonly unknown[]
}

export interface SampleRun {
  readonly date: CalendarDate
  readonly seed: number
  /** Pings, and those who send them, are this many times those of scale 1. */
  readonly scale: number
}

/** Lines of NDJSON in batches; the same definition and run give the same bytes. */
export function generateSample(definition: SampleDefinition, run: SampleRun): Generator<string> {
  return definition.kind === 'pings' ? generatePings(definition, run) : generateRecords(definition, run)
}

function* generateRecords({ table, records }: RecordSample, { date, seed }: SampleRun): Generator<string> {
  const draw = { random: randomOf(seed, table, date), dayMs: Date.parse(`${date}T00:00:00Z`), entity: {} }
  for (const record of records) yield `${JSON.stringify(compileTemplate(record)(draw))}\n`
}

function* generatePings(definition: PingSample, run: SampleRun): Generator<string> {
  const day = startDay(definition, run)
  const rows = Math.max(1, Math.round(definition.rows * run.scale))
  for (let start = 0; start < rows; start += BATCH) {
    const lines: string[] = []
    for (let row = start; row < Math.min(rows, start + BATCH); row += 1) lines.push(...day.lines())
    yield `${lines.join('\n')}\n`
  }
}

const BATCH = 1000

function startDay(definition: PingSample, { date, seed, scale }: SampleRun) {
  const random = randomOf(seed, definition.table, date)
  const dayMs = Date.parse(`${date}T00:00:00Z`)
  const ping = compileTemplate(definition.ping)
  const broken = definition.broken.map(compileTemplate)
  const entity = entities(definition, seed, scale)
  const pick = (): Sampler => {
    if (broken.length === 0 || random.next() >= definition.brokenShare) return ping
    return broken[Math.floor(random.next() * broken.length)]!
  }
  const lines = () => {
    const draw: Draw = { random, dayMs, entity: entity(random.next()) }
    const line = JSON.stringify(pick()(draw))
    return random.next() < definition.duplicates ? [line, line] : [line]
  }
  return { lines }
}

/** Attributes of an entity depend on the seed and its number alone, so they outlive a day. Made when first met. */
function entities({ entities: { count, attributes }, table }: PingSample, seed: number, scale: number) {
  const total = Math.max(1, Math.round(count * scale))
  const sampler = compileTemplate(attributes)
  const known = new Map<number, Readonly<Record<string, unknown>>>()
  return (share: number) => {
    const number = Math.floor(share * total)
    const met = known.get(number)
    if (met) return met
    const draw = { random: randomOf(seed, table, 'entity', number), dayMs: ENTITY_EPOCH_MS, entity: {} }
    const made = sampler(draw) as Readonly<Record<string, unknown>>
    known.set(number, made)
    return made
  }
}

/** Days of attributes (when a profile was made) count back from here, whatever day is generated. */
const ENTITY_EPOCH_MS = Date.parse('2024-01-01T00:00:00Z')

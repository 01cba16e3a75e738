import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import type { WarehouseProcess } from './warehouse-process.ts'
import { IN_DATASET, PARTITIONING, SCHEMA, type Step, type Task, type WriteStep } from './warehouse-task.ts'

export interface KillOptions {
  readonly directory: string
  readonly rounds: number
  readonly seed: number
  readonly start: (task: Task) => WarehouseProcess
}

export interface KillOutcome {
  /** Rounds that left the partition as it was, and those that left it as the writer wanted it. */
  readonly old: number
  readonly new: number
  /** Writers that were still at work when they were killed. */
  readonly interrupted: number
}

const ROWS = 3000
const DAYS = ['2024-02-01', '2024-02-02'] as const
const KINDS = ['replace', 'load', 'append', 'script'] as const

/** Rows by day and marker. */
type Content = ReadonlyMap<string, number>

/**
 * Kills writers of one table, each at a random moment of its work, with no chance to tidy up. After each, the table must hold what it held
 * before or what the writer wanted, whole; at the end the next writer works, and nothing lies about.
 */
export async function killWriters({ directory, rounds, seed, start }: KillOptions): Promise<KillOutcome> {
  const random = randomNumbers(seed)
  await createTable(directory)
  let content: Content = new Map()
  const usualMs = new Map<string, number>()
  const count = { old: 0, new: 0, interrupted: 0 }
  for (let round = 0; round < rounds; round++) {
    const step = {
      kind: KINDS[round % KINDS.length]!,
      table: 't',
      day: DAYS[Math.floor(random() * 2)]!,
      marker: `m${round}`,
      rows: ROWS,
    } as const
    const writer = start({ directory, steps: [step] })
    await writer.ready
    const begin = performance.now()
    // The first of each kind is left alone, to learn how long a writer needs.
    if (round >= KINDS.length) {
      await sleep(random() * usualMs.get(step.kind)! * 1.1)
      if (writer.process.exitCode === null) count.interrupted += 1
      writer.process.kill('SIGKILL')
    }
    const outcome = await writer.outcome
    if (round < KINDS.length) {
      expect(outcome).toBe('done')
      usualMs.set(step.kind, performance.now() - begin)
    }
    const [before, after, found] = [content, written(content, step), await readContent(directory)]
    const isNew = equal(found, after)
    expect(isNew || equal(found, before), `round ${round}: ${step.kind}`).toBe(true)
    expect(outcome === 'done' && !isNew).toBe(false)
    count[isNew ? 'new' : 'old'] += 1
    content = found
  }
  await expectTidy(directory, start)
  return count
}

/** What a step makes of a table. */
function written(content: Content, { kind, day, marker, rows }: WriteStep): Content {
  const kept = [...content].filter(([key]) => kind === 'append' || !key.startsWith(day))
  return new Map([...kept, [`${day} ${marker}`, rows]])
}

function equal(left: Content, right: Content): boolean {
  return left.size === right.size && [...left].every(([key, rows]) => right.get(key) === rows)
}

async function createTable(directory: string): Promise<void> {
  await using warehouse = openDuckDbWarehouse({ directory })
  const table = { project: 'p', dataset: 'd', table: 't' }
  await warehouse.apply({ kind: 'createTable', table, schema: SCHEMA, partitioning: PARTITIONING, ifNotExists: false })
}

async function readContent(directory: string): Promise<Content> {
  await using warehouse = openDuckDbWarehouse({ directory, threads: 1 })
  const sql = 'SELECT day, marker, COUNT(*), SUM(value) FROM t GROUP BY day, marker'
  const content = new Map<string, number>()
  for await (const batch of (await warehouse.query({ ...IN_DATASET, sql })).batches) {
    for (const [day, marker, rows, sum] of batch) {
      expect(sum).toBe(String((ROWS * (ROWS + 1)) / 2))
      content.set(`${day} ${marker}`, Number(rows))
    }
  }
  return content
}

async function expectTidy(directory: string, start: KillOptions['start']): Promise<void> {
  const folder = join(directory, 'p', 'd', 't')
  // Files that were replaced a moment ago are kept until their grace is over; here it is over at once.
  await sleep(5)
  for (const day of DAYS) {
    const last: Step = { kind: 'replace', table: 't', day, marker: 'last', rows: ROWS }
    expect(await start({ directory, graceMs: 0, steps: [last] }).outcome).toBe('done')
  }
  expect(
    await start({
      directory,
      graceMs: 0,
      steps: [{ kind: 'replace', table: 't', day: DAYS[0], marker: 'last', rows: ROWS }],
    }).outcome,
  ).toBe('done')
  const names = readdirSync(folder)
  // The two partitions, and the file that the very last write replaced.
  expect(names.filter((name) => name.endsWith('.parquet')).length).toBeLessThanOrEqual(3)
  expect(names.filter((name) => !name.endsWith('.parquet'))).toEqual(['table.json'])
  expect(readdirSync(join(directory, '.staging'))).toEqual([])
}

/** Mulberry32: small, and the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296
  }
}

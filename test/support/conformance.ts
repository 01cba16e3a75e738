import { readFileSync } from 'node:fs'
import { datetimeMicros, timeMicros, timestampMicros } from '../../src/runner/duckdb/calendar.ts'
import { openEmptySession } from '../../src/runner/duckdb/empty-session.ts'
import { formatSignificant } from '../../src/runner/duckdb/number-text.ts'
import type { ResultField, ResultValue } from '../../src/runner/warehouse.ts'

/** One question to the reference evaluator and its answer: rows, or that it refuses. */
export interface ConformanceCase {
  readonly id: string
  readonly sql: string
  readonly rows?: readonly (readonly ResultValue[])[]
  /** Types as the evaluator names them; `ARRAY` without its element. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[]
  readonly error?: string
  /** Values carry a mark of their type (`d:2020-01-01`); else they have the form of results. */
  readonly tagged: boolean
}

/**
 * `same`; `refused`: an error where the evaluator answers; `different`: another answer, or one where the evaluator refuses; `bug`: DuckDB
 * did not take our SQL, or something of ours broke.
 */
export type Outcome = 'same' | 'refused' | 'different' | 'bug'

export interface Verdict {
  readonly case: ConformanceCase
  readonly outcome: Outcome
  /** What we said instead. */
  readonly answer?: string
}

export function readProbes(): readonly ConformanceCase[] {
  const probes = JSON.parse(read('probes.json')) as Omit<ConformanceCase, 'id' | 'tagged'>[]
  return probes.map((probe) => ({ ...probe, id: probe.sql, tagged: true }))
}

export function readMore(): readonly ConformanceCase[] {
  return readCases('more.ndjson')
}

/** Cases of a file of `test/conformance` whose rows have the form of results. */
export function readCases(file: string): readonly ConformanceCase[] {
  const lines = read(file).split('\n')
  return lines
    .filter((line) => line !== '')
    .map((line) => ({ ...(JSON.parse(line) as ConformanceCase), tagged: false }))
}

/** Queries over one table, in the style that analysts write; its rows are the file's first line. */
export function readAnalystQueries(): readonly ConformanceCase[] {
  const [first, ...lines] = read('analysts.ndjson').trimEnd().split('\n')
  const { pings } = JSON.parse(first!) as { pings: string }
  return lines
    .map((line) => JSON.parse(line) as ConformanceCase)
    .map((each) => ({ ...each, sql: each.sql.replace('WITH pings', () => `WITH ${pings}`), tagged: false }))
}

function read(name: string): string {
  return readFileSync(`test/conformance/${name}`, 'utf8')
}

/** Answers every case in a session of its own. */
export async function judge(cases: readonly ConformanceCase[]): Promise<readonly Verdict[]> {
  await using session = await openEmptySession()
  const verdicts: Verdict[] = []
  for (const each of cases) verdicts.push(await judgeCase(each, session))
  return verdicts
}

async function judgeCase(
  each: ConformanceCase,
  session: Awaited<ReturnType<typeof openEmptySession>>,
): Promise<Verdict> {
  try {
    const { schema, batches } = await session.query(each.sql, [])
    const rows: ResultValue[][] = []
    for await (const batch of batches)
      rows.push(
        ...batch.map((row) => schema.map((field, index) => (each.tagged ? tagged(row[index]!, field) : row[index]!))),
      )
    if (each.columns && !sameTypes(each.columns, schema)) {
      return { case: each, outcome: 'different', answer: `types ${schema.map(({ type }) => type).join(', ')}` }
    }
    const isSame = each.rows !== undefined && sameRows(each.rows, rows, isOrdered(each.sql))
    return isSame ? { case: each, outcome: 'same' } : { case: each, outcome: 'different', answer: JSON.stringify(rows) }
  } catch (error) {
    return judgeError(each, error)
  }
}

/** Whether there is an ORDER BY outside of all parentheses. */
function isOrdered(sql: string): boolean {
  const outside = sql.replace(/\([^()]*\)/g, '')
  return outside === sql ? /\border by\b/i.test(sql) : isOrdered(outside)
}

function sameTypes(expected: readonly { readonly type: string }[], found: readonly ResultField[]): boolean {
  const names = found.map(({ mode, type }) => (mode === 'REPEATED' ? 'ARRAY' : type.replace(/^RANGE<.*/, 'RANGE')))
  return (
    expected.length === found.length &&
    expected.every(({ type }, index) => type.replace('DOUBLE', 'FLOAT64') === names[index])
  )
}

function judgeError(each: ConformanceCase, error: unknown): Verdict {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal'
  const message = error instanceof Error ? error.message : String(error)
  const detail =
    code === 'engine-bug' && error instanceof Error && error.cause instanceof Error ? `\n${error.cause.message}` : ''
  const answer = `${code}: ${message}${code === 'internal' && error instanceof Error ? `\n${error.stack}` : detail}`
  if (code === 'engine-bug' || code === 'internal') return { case: each, outcome: 'bug', answer }
  return each.error === undefined ? { case: each, outcome: 'refused', answer } : { case: each, outcome: 'same' }
}

/** A value in the form that probes.json has. */
function tagged(value: ResultValue, field: ResultField): ResultValue {
  if (value === null) return null
  if (field.mode === 'REPEATED')
    return (value as ResultValue[]).map((item) => tagged(item, { ...field, mode: 'NULLABLE' }))
  if (field.fields) return (value as ResultValue[]).map((item, index) => tagged(item, field.fields![index]!))
  const text = String(value)
  switch (field.type) {
    case 'DATE':
      return `d:${text}`
    case 'TIMESTAMP':
      return `t:${timestampMicros(text)}`
    case 'DATETIME':
      return `dt:${datetimeMicros(text)}`
    case 'TIME':
      return `tm:${timeMicros(text)}`
    case 'FLOAT64':
      return typeof value === 'number' ? `f:${formatSignificant(value, 13)}` : text.replace('Infinity', 'inf')
    case 'NUMERIC':
      return `n:${text}`
    case 'BYTES':
      return `b:${Buffer.from(text, 'base64').toString('hex')}`
    case 'JSON':
      return `j:${text}`
    default:
      return value
  }
}

/** Without ORDER BY rows may come in any order; a NULL array reads as an empty one. */
function sameRows(
  expected: readonly (readonly ResultValue[])[],
  found: readonly (readonly ResultValue[])[],
  ordered: boolean,
): boolean {
  if (sameValue(expected, found)) return true
  const sorted = (rows: readonly (readonly ResultValue[])[]) =>
    [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return !ordered && sameValue(sorted(expected), sorted(found))
}

function sameValue(expected: ResultValue, found: ResultValue): boolean {
  if (typeof expected === 'number' && typeof found === 'number')
    return expected === found || Math.abs(expected - found) <= 1e-13 * Math.abs(expected)
  if (!Array.isArray(expected) || !Array.isArray(found)) return expected === found
  return (
    expected.length === found.length && expected.every((item, index) => sameValue(item, found[index] as ResultValue))
  )
}

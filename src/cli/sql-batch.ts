import { createInterface } from 'node:readline'
import { BqetlError, UsageError } from '../errors.ts'
import { parseParameter } from '../generator/parameter.ts'
import type { QueryParameter } from '../generator/query-job.ts'
import { textPlace } from '../generator/text-place.ts'
import { SqlError } from '../googlesql/sql-error.ts'
import { type EmptySession, openEmptySession } from '../runner/duckdb/empty-session.ts'
import { parseJson, stringifyJson } from '../runner/load/json.ts'

interface BatchCase {
  readonly id: unknown
  readonly sql: string
  readonly parameters: readonly BatchParameter[]
}

/** `NAME:TYPE:VALUE` as on the command line, or its three parts; a value that is no text is JSON. */
type BatchParameter = string | { readonly name?: string; readonly type?: string; readonly value?: unknown }

/** The machine door: NDJSON in, each case in a session that has no tables; a line of answer a case, in order. */
export async function runBatch(): Promise<void> {
  await using session = await openEmptySession()
  let number = 0
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === '') continue
    const answer = await answerCase(readCase(line, number), session)
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  }
}

function readCase(line: string, number: number): BatchCase {
  try {
    const { id, sql, parameters = [] } = parseJson(line) as Partial<BatchCase>
    if (typeof sql === 'string' && Array.isArray(parameters)) return { id: id ?? null, sql, parameters }
  } catch {
    // said below, in the same words
  }
  throw new UsageError(
    'batch-line',
    `line ${number} of stdin is no case: write {"id": …, "sql": "…", "parameters": ["NAME:TYPE:VALUE", …]}`,
  )
}

async function answerCase({ id, sql, parameters }: BatchCase, session: EmptySession): Promise<object> {
  try {
    const { schema, batches } = await session.query(sql, parameters.map(readParameter))
    const rows = []
    for await (const batch of batches) rows.push(...batch)
    return { id, ok: true, schema, rows }
  } catch (error) {
    // One case that finds a bug of ours must not take the others' answers away.
    if (!(error instanceof BqetlError)) return { id, ok: false, error: { code: 'internal', message: String(error) } }
    const place = error instanceof SqlError ? textPlace(sql, error.span.start) : {}
    return { id, ok: false, error: { code: error.code, message: error.message, ...place } }
  }
}

function readParameter(parameter: BatchParameter): QueryParameter {
  if (typeof parameter === 'string') return parseParameter(parameter)
  const { name = '', type = '', value = null } = parameter
  return parseParameter(`${name}:${type}:${typeof value === 'string' ? value : stringifyJson(value)}`)
}

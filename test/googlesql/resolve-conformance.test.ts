import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SqlError } from '../../src/googlesql/sql-error.ts'
import { formatType, type Type } from '../../src/googlesql/types.ts'
import { analyze } from '../support/analyze.ts'

// answers of Google's reference evaluator: columns, or that it refuses a query
interface Answer {
  readonly sql: string
  readonly columns?: readonly { readonly name: string; readonly type: string }[]
  readonly error?: string
}

/** What the evaluator finds wrong only when it computes. */
const AT_RUN_TIME = /OUT_OF_RANGE|out of range|overflow/
/** Refusing these is allowed: not built. */
const NOT_BUILT = /WITH DEPTH/

test('queries have the columns and types that the evaluator finds, and are refused where it refuses them', () => {
  const answers = [...lines('more.ndjson'), ...lines('language.ndjson')]
  expect(answers.map(disagreement).filter((found) => found !== undefined)).toEqual([])
})

test('every probe resolves, but those that are wrong', () => {
  const probes = JSON.parse(read('probes.json')) as Answer[]
  expect(probes.map(disagreement).filter((found) => found !== undefined)).toEqual([])
})

function disagreement(answer: Answer): string | undefined {
  if (NOT_BUILT.test(answer.sql)) return undefined
  const found = resolve(answer.sql)
  if (answer.error !== undefined) {
    return found.columns === undefined || AT_RUN_TIME.test(answer.error) ? undefined : `accepted: ${answer.sql}`
  }
  if (found.columns === undefined) return `${found.refused}: ${answer.sql}`
  const wanted = answer.columns?.map(({ name, type }) => `${name} ${type}`).join(', ')
  return wanted === undefined || wanted === found.columns
    ? undefined
    : `${found.columns} instead of ${wanted}: ${answer.sql}`
}

function resolve(sql: string): { columns?: string; refused?: string } {
  try {
    const { output } = analyze(sql)
    return { columns: output.map(({ name, column }) => `${name} ${evaluatorName(column.type)}`).join(', ') }
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    return { refused: error.message }
  }
}

/** The evaluator names types without their elements. */
function evaluatorName(type: Type): string {
  if (type.kind !== 'scalar') return type.kind.toUpperCase()
  return type.name === 'FLOAT64' ? 'DOUBLE' : formatType(type)
}

function lines(name: string): Answer[] {
  return read(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)
}

function read(name: string): string {
  return readFileSync(new URL(`../conformance/${name}`, import.meta.url), 'utf8')
}

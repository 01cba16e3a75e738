import { BqetlError, type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { Project } from '../../generator/project/project.ts'
import type { QueryTest } from '../../generator/query-test/query-test.ts'
import { testClock } from '../../generator/query-test/test-clock.ts'
import { readTestParameters } from '../../generator/query-test/test-parameters.ts'
import { sqlDiagnostic } from '../../generator/sql/sql-diagnostic.ts'
import type { Catalog } from '../../googlesql/catalog.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import type { Sandbox, SandboxAnswer, SandboxPool } from '../duckdb/sandbox.ts'
import { compareRows, isEqual, type RowDifferences } from './compare-rows.ts'
import { describeDifferences } from './describe-differences.ts'
import { type ExpectedRow, readExpectedRows } from './expected-rows.ts'
import { type FixtureRow, fixtureError } from './fixture-row.ts'
import { readFixtureRows } from './fixture-rows.ts'
import { loadInputs } from './load-inputs.ts'
import { isGenerated, type TestText, testText } from './test-text.ts'

export interface TestContext {
  readonly project: Project
  readonly pool: SandboxPool
  /** What the project declares. */
  readonly declared: Catalog
}

export interface QueryTestResult {
  readonly test: QueryTest
  /** Skipped: bqetl refuses the query, or there is none; the message says why. */
  readonly status: 'passed' | 'failed' | 'skipped'
  /** Empty where it passed. */
  readonly message: string
  /** Relative to the project: the expectation, or the file that is wrong. */
  readonly path: string
  readonly line?: number
  /** What is wrong with files or SQL, where it is that. */
  readonly diagnostics: readonly Diagnostic[]
  readonly seconds: number
  /** What came out, where the query ran, and what the expectation is instead. */
  readonly answer?: ComparedAnswer
}

export interface ComparedAnswer extends SandboxAnswer {
  readonly expected: readonly ExpectedRow[]
  /** Absent where the expectation cannot be read as rows of this answer. */
  readonly differences?: RowDifferences
}

/** Runs one test from its files. What is wrong with it is its result, not an error. */
export async function runQueryTest(test: QueryTest, context: TestContext): Promise<QueryTestResult> {
  const start = performance.now()
  const outcome = await attempt(test, context)
  return {
    test,
    path: test.expectation,
    message: '',
    diagnostics: [],
    ...outcome,
    seconds: (performance.now() - start) / 1000,
  }
}

type Outcome = Pick<QueryTestResult, 'status'> & Partial<QueryTestResult>

async function attempt(test: QueryTest, context: TestContext): Promise<Outcome> {
  let text: TestText | undefined
  try {
    text = testText(context.project, test)
    const { answer, now } = await answerOf(test, text, context)
    const outcome = compare(test, context.project, answer)
    return outcome.answer?.differences && outcome.message
      ? { ...outcome, message: outcome.message + clockNote(text, now) }
      : outcome
  } catch (error) {
    return failure(error, test, context.project, text)
  }
}

/** A reader who does not know the clock cannot see why such a query gives what it gives. */
function clockNote({ rendered }: TestText, now: Date): string {
  return /\bCURRENT_(?:DATE|DATETIME|TIME|TIMESTAMP)\b/i.test(rendered.text)
    ? `\nThe query reads the clock, which stands at ${now.toISOString().replace('.000Z', 'Z')} in this test.`
    : ''
}

interface TimedAnswer {
  readonly answer: SandboxAnswer
  readonly now: Date
}

async function answerOf(test: QueryTest, text: TestText, context: TestContext): Promise<TimedAnswer> {
  const { project, pool, declared } = context
  const parameters = readTestParameters(project, test)
  const artifact = project.find(test.table)!
  const now = new Date(testClock(project.metadataFile(artifact).value, parameters))
  const { project: defaultProject, dataset: defaultDataset } = artifact.reference
  await using sandbox = await pool.sandbox({ declared, defaultProject, defaultDataset, now })
  await loadInputs(sandbox, project, test)
  const answer = await runText(sandbox, text, test, parameters)
  checkAnswer(answer, text)
  return { answer, now }
}

type Parameters = ReturnType<typeof readTestParameters>

/** A view is read whole; a script, and a query that only changes tables, are judged by what they leave in the table. */
async function runText(
  sandbox: Sandbox,
  { kind, rendered }: TestText,
  { table }: QueryTest,
  parameters: Parameters,
): Promise<SandboxAnswer> {
  const wholeTable = `SELECT * FROM \`${table.project}.${table.dataset}.${table.table}\``
  const answer = kind === 'view' ? undefined : await sandbox.run(rendered.text, parameters)
  if (answer !== undefined && kind !== 'script') return answer
  return (await sandbox.run(wholeTable, []))!
}

/** What BigQuery refuses to write into a table. */
function checkAnswer({ columns, rows }: SandboxAnswer, { rendered: { path } }: TestText): void {
  const names = columns.map(({ name }) => name.toLowerCase())
  const doubled = columns.find((_, index) => names.indexOf(names[index]!) !== index)
  if (doubled)
    throw fixtureError(path, 'duplicate-column', `the result has two columns "${doubled.name}", which no table can`)
  for (const [index, { name, type }] of columns.entries()) {
    if (rows.some((row) => holdsNullElement(row[index]!, type))) {
      throw fixtureError(path, 'null-element', `an array in ${name} holds a NULL, which no table can store`)
    }
  }
}

function holdsNullElement(value: Value, type: Type): boolean {
  if (value === null || (type.kind !== 'array' && type.kind !== 'struct')) return false
  const values = value as readonly Value[]
  if (type.kind === 'struct') return type.fields.some((field, index) => holdsNullElement(values[index]!, field.type))
  return values.some((item) => item === null || holdsNullElement(item, type.element))
}

// ---------------------------------------------------------------- comparison

/** Columns of the time of a run, which tests of mozilla/bigquery-etl leave out: compared only where the expectation has them. */
const RUN_TIMES = new Set(['created_at', 'generated_time'])

function compare(test: QueryTest, project: Project, whole: SandboxAnswer): Outcome {
  const format = test.expectation.slice(test.expectation.lastIndexOf('.') + 1) as 'yaml' | 'json' | 'ndjson'
  const fixtures = readFixtureRows(project.source.read(test.expectation) ?? '', test.expectation, format)
  const answer = withoutRunTimes(whole, fixtures)
  try {
    const expected = readExpectedRows(fixtures, answer.columns)
    const differences = compareRows(
      expected.map(({ values }) => values),
      answer.rows,
      answer.columns,
    )
    if (isEqual(differences)) return { status: 'passed', answer: { ...answer, expected, differences } }
    return {
      status: 'failed',
      message: describeDifferences(differences, expected, answer.rows, answer.columns),
      line: lineOf(differences, expected),
      answer: { ...answer, expected, differences },
    }
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    return { ...withDiagnostics('failed', error.diagnostics), answer: { ...answer, expected: [] } }
  }
}

function withoutRunTimes({ columns, rows }: SandboxAnswer, fixtures: readonly FixtureRow[]): SandboxAnswer {
  const named = new Set(fixtures.flatMap(({ value }) => Object.keys(value).map((name) => name.toLowerCase())))
  const keep = columns.map(({ name }) => !RUN_TIMES.has(name.toLowerCase()) || named.has(name.toLowerCase()))
  if (keep.every(Boolean)) return { columns, rows }
  return {
    columns: columns.filter((_, index) => keep[index]),
    rows: rows.map((row) => row.filter((_, index) => keep[index])),
  }
}

/** Of the first row that is not as expected. */
function lineOf({ pairs, missing }: RowDifferences, expected: readonly ExpectedRow[]): number {
  const rows = [...pairs.filter(({ cells }) => cells.length > 0).map((pair) => pair.expected), ...missing]
  return rows.length === 0 ? 1 : expected[Math.min(...rows)]!.fixture.line
}

// ---------------------------------------------------------------- failures

/** Codes of what is no mistake: bqetl does not do it. */
const REFUSALS = new Set(['unsupported', 'unsupported-template', 'unsupported-fixture'])

function failure(error: unknown, test: QueryTest, project: Project, text: TestText | undefined): Outcome {
  const diagnostics = diagnosticsOf(error, test, project, text)
  const isRefused = diagnostics.every(
    ({ code }) => REFUSALS.has(code) || (code === 'no-query' && isGenerated(project, test)),
  )
  return withDiagnostics(isRefused ? 'skipped' : 'failed', diagnostics)
}

function withDiagnostics(status: 'failed' | 'skipped', diagnostics: readonly Diagnostic[]): Outcome {
  const [first] = diagnostics
  const message = diagnostics.map(({ code, message: text }) => `${code}: ${text}`).join('\n')
  return { status, diagnostics, message, path: first!.path, ...(first!.line !== undefined && { line: first!.line }) }
}

function diagnosticsOf(
  error: unknown,
  test: QueryTest,
  project: Project,
  text: TestText | undefined,
): readonly Diagnostic[] {
  if (error instanceof DiagnosticsError) return error.diagnostics
  if (error instanceof SqlError && text) return [sqlDiagnostic(error, text.rendered, project)]
  const path = text?.rendered.path ?? test.expectation
  if (!(error instanceof BqetlError)) {
    const message = `this is a bug in bqetl; please report it: ${error instanceof Error ? error.stack : String(error)}`
    return [{ severity: 'error', code: 'internal', path, message }]
  }
  const { code, message, hint } = error
  return [{ severity: 'error', code, path, message, ...(hint !== undefined && { hint }) }]
}

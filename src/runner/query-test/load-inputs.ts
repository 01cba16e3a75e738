import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { Project } from '../../generator/project/project.ts'
import type { Field, Partitioning } from '../../generator/query-job.ts'
import { findInputs } from '../../generator/query-test/input-files.ts'
import { inputSchema } from '../../generator/query-test/input-schema.ts'
import type { QueryTest, RowFormat, TestInput } from '../../generator/query-test/query-test.ts'
import type { Sandbox } from '../duckdb/sandbox.ts'
import { inferSchema } from '../load/infer-schema.ts'
import { rowWriter } from '../load/row-text.ts'
import { type FixtureRow, fixtureError } from './fixture-row.ts'
import { readFixtureRows } from './fixture-rows.ts'

const MOST_PROBLEMS = 20

/**
 * Makes the tables and views that a test's files describe.
 *
 * @throws {DiagnosticsError} files that are wrong: all values that do not fit their columns, up to twenty a file, with their places
 */
export async function loadInputs(sandbox: Sandbox, project: Project, test: QueryTest): Promise<void> {
  const inputs = findInputs(test)
  for (const input of inputs) {
    if (input.format !== 'view') await loadTable(sandbox, project, test, input, input.format)
  }
  const views = inputs.filter(({ format }) => format === 'view')
  if (views.length > 0) await nameAsMozillaDoes(sandbox, test, inputs)
  for (const { table, path } of views) {
    await sandbox.createView(table, fillPlaceholders(project.source.read(path) ?? '', test))
  }
}

async function loadTable(
  sandbox: Sandbox,
  project: Project,
  test: QueryTest,
  input: TestInput,
  format: RowFormat,
): Promise<void> {
  const declared = inputSchema(project, test, input)
  const rows = readFixtureRows(project.source.read(input.path) ?? '', input.path, format, declared)
  const schema = declared ?? (await inferred(rows, input))
  if (schema.length === 0) {
    throw fixtureError(
      input.path,
      'no-schema',
      `nothing tells the columns of ${Object.values(input.table).join('.')}`,
      {
        hint: 'write a schema.yaml for the table, or a .schema.yaml beside the test',
      },
    )
  }
  await sandbox.createTable(input.table, schema, rowTexts(rows, schema), arrivalPartitioning(project, input))
}

/**
 * As BigQuery would infer it, which reads numbers between quotes as numbers. But the schemas of Mozilla's `*_stable` tables are kept in
 * another repository, and its tests are loaded with them: there a text in a fixture is one in the schema.
 */
async function inferred(rows: readonly FixtureRow[], { table }: TestInput): Promise<readonly Field[]> {
  return (await inferSchema(batchOf(rows), { readQuoted: !table.dataset.endsWith('_stable') })).schema
}

async function* batchOf(rows: readonly FixtureRow[]) {
  yield rows
}

function rowTexts(rows: readonly FixtureRow[], schema: readonly Field[]): readonly string[] {
  const write = rowWriter(schema, { ignoreUnknownColumns: false, takeSingles: true })
  const texts: string[] = []
  const problems: Diagnostic[] = []
  for (const [index, row] of rows.entries()) {
    const text = write(row)
    if (typeof text === 'string') texts.push(text)
    else if (problems.length < MOST_PROBLEMS) problems.push(placed(text, row, index))
  }
  if (problems.length > 0) throw new DiagnosticsError(problems)
  return texts
}

/** A problem that names its row and, where the file tells, points at the value. */
function placed(problem: Diagnostic, row: FixtureRow, index: number): Diagnostic {
  const [, column = ''] = /^([^\s:]+): /.exec(problem.message) ?? []
  return { ...problem, message: `row ${index + 1}, ${problem.message}`, ...row.placeOf?.(column) }
}

/** Tables by ingestion time have their hidden columns in a test too; a partition filter is not asked for. */
function arrivalPartitioning(project: Project, { table }: TestInput): Partitioning | undefined {
  const artifact = project.find(table)
  const partitioning = artifact && project.metadataFile(artifact).value.timePartitioning
  return partitioning && partitioning.field === undefined
    ? { ...partitioning, requirePartitionFilter: false }
    : undefined
}

/**
 * In the body of a view, tables may be called as bigquery-etl loads them into a test's own dataset: `{project}.{dataset}.NAME`, where
 * NAME is the whole name with `_` between its parts.
 */
async function nameAsMozillaDoes(sandbox: Sandbox, test: QueryTest, inputs: readonly TestInput[]): Promise<void> {
  for (const { table } of inputs) {
    const flat = { ...test.table, table: Object.values(table).join('_').replaceAll('-', '_') }
    await sandbox.createView(flat, `SELECT * FROM \`${table.project}.${table.dataset}.${table.table}\``)
  }
}

function fillPlaceholders(sql: string, { table }: QueryTest): string {
  return sql.replaceAll('{project}', table.project).replaceAll('{dataset}', table.dataset)
}

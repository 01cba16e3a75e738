import { type Command, Option } from 'commander'
import { DiagnosticsError, UsageError } from '../errors.ts'
import type { Project } from '../generator/project/project.ts'
import type { Query } from '../generator/query-job.ts'
import type { SqlText } from '../generator/sql/sql-diagnostic.ts'
import type { Warehouse } from '../runner/warehouse.ts'
import { addExamples, addWarehouseOptions, collect, type WarehouseOptions } from './options.ts'
import type { RowFormat } from './rows.ts'

interface SqlOptions extends WarehouseOptions {
  readonly parameter: readonly string[]
  readonly format?: RowFormat
  readonly batch: boolean
  readonly explain: boolean
}

export function addSqlCommand(program: Command): void {
  const command = addWarehouseOptions(program.command('sql'))
    .description('run GoogleSQL: a query or a script')
    .argument('[source]', 'a file, the text itself, or - for stdin (also when absent)')
    .option('--parameter <name:type:value>', 'a parameter; an empty type means STRING', collect, [])
    .addOption(
      new Option('--format <format>', 'how to print rows (default: table on a terminal, else json)').choices([
        'table',
        'json',
        'ndjson',
        'csv',
      ]),
    )
    .option('--explain', 'print the DuckDB SQL that the last query becomes, and stop', false)
    .option(
      '--batch',
      'NDJSON of {"id","sql","parameters"} on stdin, each in a fresh empty session; an answer a line',
      false,
    )
    .action(sql)
  addExamples(command, [
    ['a question', `bqetl sql 'SELECT DATE_TRUNC(DATE "2024-02-28", WEEK) AS week'`],
    ['a value that is bound', "bqetl sql 'SELECT @channel AS channel' --parameter channel:STRING:nightly"],
    ['what DuckDB makes of it', "bqetl sql 'SELECT SAFE_DIVIDE(1, 0)' --explain"],
    ['a file', 'bqetl sql sql/telemetry_derived/crash_aggregates_v1/examples/1_rates_by_channel.sql --format csv'],
    ['many questions', `echo '{"id":1,"sql":"SELECT 1"}' | bqetl sql --batch`],
  ])
}

async function sql(source: string | undefined, options: SqlOptions): Promise<void> {
  if (options.batch) {
    if (source !== undefined && source !== '-') throw new UsageError('usage', '--batch reads stdin; it takes no source')
    const { runBatch } = await import('./sql-batch.ts')
    return runBatch()
  }
  const { text, path } = await readSource(source)
  const { parseParameter } = await import('../generator/parameter.ts')
  const { openProject, openWarehouse, withPathsFromHere } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { writeAll } = await import('./output.ts')
  const { formatRows } = await import('./rows.ts')
  const parameters = options.parameter.map(parseParameter)
  const format = options.format ?? (process.stdout.isTTY ? 'table' : 'json')
  await withPathsFromHere(options, () =>
    untilInterrupted(async (signal) => {
      const project = await openProject(options)
      await using warehouse = await openWarehouse(project, options, signal)
      const query = { sql: text, parameters, defaultProject: project.configuration.projectId, path }
      await withPlace({ text, path }, project, async () =>
        writeAll(
          options.explain ? [await explained(warehouse, query)] : formatRows(await warehouse.query(query), format),
        ),
      )
    }),
  )
}

async function explained(warehouse: Warehouse, query: Query): Promise<string> {
  const { DuckDbWarehouse } = await import('../runner/duckdb/duckdb-warehouse.ts')
  if (!(warehouse instanceof DuckDbWarehouse))
    throw new UsageError('usage', '--explain shows what DuckDB runs; BigQuery runs the text itself')
  return (await warehouse.explain(query)) ?? '-- no query\n'
}

async function withPlace(source: SqlText, project: Project, work: () => Promise<void>): Promise<void> {
  const { SqlError } = await import('../googlesql/sql-error.ts')
  const { sqlDiagnostic } = await import('../generator/sql/sql-diagnostic.ts')
  try {
    await work()
  } catch (error) {
    throw error instanceof SqlError ? new DiagnosticsError([sqlDiagnostic(error, source, project)]) : error
  }
}

/** A word that names a file is a file; everything else is the text. */
async function readSource(source: string | undefined): Promise<{ readonly text: string; readonly path: string }> {
  if (source === undefined || source === '-') {
    if (process.stdin.isTTY) process.stderr.write('bqetl: reading SQL from the terminal; end it with Ctrl-D\n')
    const { text } = await import('node:stream/consumers')
    return { text: await text(process.stdin), path: '<stdin>' }
  }
  const { readFile, stat } = await import('node:fs/promises')
  const isFile = await stat(source).then(
    (found) => found.isFile(),
    () => false,
  )
  if (isFile) {
    const { resolve } = await import('node:path')
    return { text: await readFile(source, 'utf8'), path: resolve(source) }
  }
  if (/^[^\s'"`();]+\.sql$/.test(source)) throw new UsageError('no-such-file', `there is no file ${source}`)
  return { text: source, path: '<sql>' }
}

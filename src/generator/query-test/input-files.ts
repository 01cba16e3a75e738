import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import type { InputFormat, QueryTest, TestInput } from './query-test.ts'

const FORMATS: Readonly<Record<string, InputFormat>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  ndjson: 'ndjson',
  csv: 'csv',
  sql: 'view',
}

/** Formats of BigQuery's loads that nobody can read in a diff; nothing here reads them either. */
const BINARY = new Set(['avro', 'parquet', 'orc', 'backup_info', 'export_metadata'])

const SCHEMA = /\.schema\.(?:yaml|yml|json)$/
const PARAMETERS = /^query_params\.(?:yaml|json|ndjson)$/
const OWN_FILES = /^(?:expect|query_params|metadata|dataset_metadata)\./

/**
 * The tables and views that a test's folder gives to its query: `dataset.table.yaml`, `project.dataset.table.ndjson`, and `table.csv` in
 * the dataset of the tested table. Files that are no inputs, such as a README.md, are left out.
 *
 * @throws {DiagnosticsError} `invalid-fixture-name`; `unsupported-fixture`; `doubled-fixture`: two files for one table
 */
export function findInputs(test: QueryTest): readonly TestInput[] {
  const inputs = test.files.flatMap((file) => inputOf(file, test) ?? [])
  const byTable = new Map<string, TestInput>()
  for (const input of inputs) {
    const name = Object.values(input.table).join('.')
    const other = byTable.get(name)
    if (other) fail('doubled-fixture', input.path, `${other.path} gives rows to ${name} already`, 'keep one of them')
    byTable.set(name, input)
  }
  return inputs
}

function inputOf(file: string, test: QueryTest): TestInput | undefined {
  const [, name = '', extension = ''] = /^(.+)\.([^.]+)$/.exec(file) ?? []
  if (OWN_FILES.test(file) || SCHEMA.test(file)) return undefined
  const path = `${test.folder}/${file}`
  if (BINARY.has(extension)) {
    fail(
      'unsupported-fixture',
      path,
      `files of the format ${extension} are not read`,
      'write the rows as yaml or ndjson',
    )
  }
  const format = FORMATS[extension]
  return format && { path, format, table: referenceOf(name, test, path) }
}

function referenceOf(name: string, test: QueryTest, path: string): TableReference {
  const parts = name.split('.')
  const [table = '', dataset = test.table.dataset, project = test.table.project] = [...parts].reverse()
  if (parts.length <= 3 && parts.every((part) => part !== '')) return { project, dataset, table }
  return fail('invalid-fixture-name', path, `"${name}" is not the name of a table`, 'call it dataset.table.yaml')
}

/** The path of the schema that stands beside the tests for this input: in the test's own folder, else in that of the table's tests. */
export function findInputSchema(test: QueryTest, { table }: TestInput): string | undefined {
  const places = [
    { folder: test.folder, files: test.files },
    { folder: test.tableFolder, files: test.tableFiles },
  ]
  for (const { folder, files } of places) {
    const file = files.filter((name) => SCHEMA.test(name)).find((name) => isSchemaOf(name, test, table, folder))
    if (file !== undefined) return `${folder}/${file}`
  }
  return undefined
}

function isSchemaOf(file: string, test: QueryTest, table: TableReference, folder: string): boolean {
  const named = referenceOf(file.replace(SCHEMA, ''), test, `${folder}/${file}`)
  return named.project === table.project && named.dataset === table.dataset && named.table === table.table
}

/** The path of the file with the test's query parameters, if there is one. */
export function findParameterFile({ folder, files }: QueryTest): string | undefined {
  const file = files.find((name) => PARAMETERS.test(name))
  return file === undefined ? undefined : `${folder}/${file}`
}

function fail(code: string, path: string, message: string, hint: string): never {
  const diagnostic: Diagnostic = { severity: 'error', code, path, message, hint }
  throw new DiagnosticsError([diagnostic])
}

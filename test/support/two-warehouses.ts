import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import type { Project } from '../../src/generator/project/project.ts'
import { renderedCatalog } from '../../src/generator/sql/rendered-catalog.ts'
import { openBigQueryWarehouse } from '../../src/runner/bigquery/bigquery-warehouse.ts'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import type { ResultField, ResultValue, Warehouse } from '../../src/runner/warehouse.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/**
 * Our own project under another project id, so that suites of one server do not meet. Whole tables are compared: no filter on their
 * partitions is required.
 */
export function ownProject(projectId: string): { readonly project: Project; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bqetl-project-'))
  for (const name of ['sql', 'sample', 'dags.yaml']) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  for (const path of readdirSync(join(folder, 'sql'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('metadata.yaml')) continue
    const file = join(folder, 'sql', path)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*require_partition_filter:.*\n/gm, ''))
  }
  writeFileSync(join(folder, 'bqetl_project.yaml'), `project_id: ${projectId}\n`)
  return { project: loadProject(folderSource(folder)), folder }
}

export function openEmbedded(project: Project) {
  const directory = mkdtempSync(join(tmpdir(), 'bqetl-embedded-'))
  return openDuckDbWarehouse({ directory, catalog: renderedCatalog(project), threads: 1 })
}

/** Jobs run in another project than the tables' own. */
export function openServer(project: Project, apiEndpoint: string) {
  const { projectAliases } = project.configuration
  return openBigQueryWarehouse({ jobProject: 'jobs', apiEndpoint, aliases: projectAliases })
}

/**
 * All rows of a query, sorted. Sums of FLOAT64 depend on the order of the rows in the last digits, which are left out; BigQuery's API
 * tells no NULL array from an empty one.
 */
export async function sortedRows(
  warehouse: Warehouse,
  sql: string,
  defaultProject: string,
): Promise<readonly string[]> {
  const { schema, batches } = await warehouse.query({ sql, parameters: [], defaultProject })
  const rows: string[] = []
  for await (const batch of batches)
    rows.push(...batch.map((row) => JSON.stringify(row.map((value, index) => comparable(value, schema[index]!)))))
  return rows.sort()
}

function comparable(value: ResultValue, field: ResultField): ResultValue {
  if (typeof value === 'number') return Number(value.toPrecision(11))
  if (field.mode === 'REPEATED') {
    const element: ResultField = { ...field, mode: 'NULLABLE' }
    return ((value ?? []) as readonly ResultValue[]).map((item) => comparable(item, element))
  }
  if (value === null || field.fields === undefined) return value
  return (value as readonly ResultValue[]).map((item, index) => comparable(item, field.fields![index]!))
}

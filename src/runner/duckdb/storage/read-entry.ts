import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WarehouseError } from '../../../errors.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { errorCode } from './storage-error.ts'
import type { StoredEntry } from './stored-table.ts'
import { parseEntry } from './table-json.ts'
import { datasetDirectory, decodeName, encodeName, formatReference, tableDirectory } from './table-path.ts'

export const TABLE_FILE = 'table.json'

/**
 * What is stored under the name; undefined only where there is certainly nothing.
 *
 * @throws {WarehouseError} `unreadable`, `corrupt-table`: nobody can tell
 */
export function readEntry(root: string, reference: TableReference): StoredEntry | undefined {
  const path = join(tableDirectory(root, reference), TABLE_FILE)
  const text = unlessAbsent(() => readFileSync(path, 'utf8'), formatReference(reference))
  return text === undefined ? undefined : parseEntry(text, reference, path)
}

/** Names of the tables and views of a dataset, dropped ones too, sorted. */
export function listTables(root: string, project: string, dataset: string): readonly string[] {
  return listNames(datasetDirectory(root, project, dataset), `${project}.${dataset}`)
}

/** The datasets of a project that hold, or held, tables. */
export function listDatasets(root: string, project: string): readonly string[] {
  return listNames(join(root, encodeName(project)), project)
}

function listNames(directory: string, what: string): readonly string[] {
  const entries = unlessAbsent(() => readdirSync(directory, { withFileTypes: true }), what) ?? []
  const names = entries.flatMap((entry) => (entry.isDirectory() ? (decodeName(entry.name) ?? []) : []))
  return names.sort()
}

function unlessAbsent<T>(read: () => T, what: string): T | undefined {
  try {
    return read()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    const reason = error instanceof Error ? error.message : String(error)
    throw new WarehouseError('unreadable', `nobody can tell whether ${what} exists: ${reason}`, {
      retryable: true,
      hint: 'check the permissions of the warehouse folder',
      cause: error,
    })
  }
}

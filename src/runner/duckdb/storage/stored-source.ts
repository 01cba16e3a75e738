import type { TableReference } from '../../../googlesql/catalog.ts'
import { listDatasets, listTables } from './read-entry.ts'
import type { Snapshot } from './snapshot.ts'
import type { CatalogSource, Found } from './stored-catalog.ts'

/** What is stored, for a catalog. */
export function storedSource(root: string, snapshot: Snapshot): CatalogSource {
  const find = (reference: TableReference): Found | undefined => {
    const entry = snapshot.entry(reference)
    if (entry === undefined || entry.kind === 'dropped') return undefined
    return entry.kind === 'view' ? entry : { kind: 'table', shape: entry }
  }
  return {
    find,
    temporary: () => undefined,
    list: (project, dataset) =>
      listTables(root, project, dataset).filter((table) => find({ project, dataset, table }) !== undefined),
    listDatasets: (project) => listDatasets(root, project),
  }
}

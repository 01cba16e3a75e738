import type { Catalog } from '../../../googlesql/catalog.ts'

/** Of a warehouse without a project: nothing is declared. */
export function emptyCatalog(): Catalog {
  return {
    findTable: () => undefined,
    findRoutine: () => undefined,
    withDefaults: emptyCatalog,
    similarTables: () => [],
  }
}

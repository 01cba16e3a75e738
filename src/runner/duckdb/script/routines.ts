import type { Catalog, CatalogRoutine } from '../../../googlesql/catalog.ts'
import type { Path } from '../../../googlesql/syntax.ts'
import type { JobTables } from '../job-tables.ts'
import type { Frame } from './frame.ts'

/** `project.dataset.name`, defaults filled in, in lower case. */
export function fullName(frame: Pick<Frame, 'tables'>, path: Path): string {
  return completeName(
    frame.tables,
    path.names.map(({ name }) => name),
  )
}

function completeName(tables: JobTables, names: readonly string[]): string {
  const { project, dataset, table } = tables.complete(names)
  return `${project}.${dataset}.${table}`.toLowerCase()
}

/** The same tables in a catalog that knows the functions of the script as well, and puts them first. */
export function withRoutines(tables: JobTables, routines: ReadonlyMap<string, CatalogRoutine>): JobTables {
  const catalog = (base: Catalog): Catalog => ({
    findTable: (path) => base.findTable(path),
    findRoutine: (path) => routineOf(path) ?? base.findRoutine(path),
    withDefaults: (project, dataset) => catalog(base.withDefaults(project, dataset)),
    similarTables: (path) => base.similarTables(path),
  })
  function routineOf(path: readonly string[]): CatalogRoutine | undefined {
    return path.length === 2 || path.length === 3 ? routines.get(completeName(tables, path)) : undefined
  }
  return { ...delegated(tables), catalog: catalog(tables.catalog) }
}

/** The same tables as the body of a routine sees them, which completes names with its own project and dataset. */
export function withDefaults(tables: JobTables, project: string, dataset: string): JobTables {
  const complete = (path: readonly string[]) => {
    const [table = '', ofDataset = dataset, ofProject = project] = path.toReversed()
    return { project: ofProject, dataset: ofDataset, table }
  }
  return { ...delegated(tables), catalog: tables.catalog.withDefaults(project, dataset), complete }
}

/** As a plain object: methods of a class are not copied, and need their object. */
function delegated(tables: JobTables): JobTables {
  return {
    catalog: tables.catalog,
    complete: (path) => tables.complete(path),
    source: (scan, evaluate) => tables.source(scan, evaluate),
    writable: (table, use, choice) => tables.writable(table, use, choice),
    isChanged: (table) => tables.isChanged(table),
    forget: (table) => tables.forget(table),
    createTable: (definition) => tables.createTable(definition),
    createTemporaryTable: (name, schema, ifPresent) => tables.createTemporaryTable(name, schema, ifPresent),
    createView: (view, sql, ifPresent) => tables.createView(view, sql, ifPresent),
    drop: (path, ifExists) => tables.drop(path, ifExists),
  }
}

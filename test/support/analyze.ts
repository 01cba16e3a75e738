import { analyzeQuery, analyzeType } from '../../src/googlesql/analyze.ts'
import type { AnalyzeOptions } from '../../src/googlesql/analyze-options.ts'
import type { Catalog, CatalogColumn, CatalogRoutine, CatalogTable, CatalogView } from '../../src/googlesql/catalog.ts'
import { parseQuery, parseType } from '../../src/googlesql/parse/parse.ts'
import type { ResolvedQuery } from '../../src/googlesql/resolved.ts'
import { SqlError } from '../../src/googlesql/sql-error.ts'
import { formatType, type Type } from '../../src/googlesql/types.ts'

export interface TableSpec {
  /** `a INT64, b ARRAY<STRING>`. */
  readonly columns: string
  readonly hidden?: string
  readonly partition?: string
  readonly requireFilter?: boolean
}

/** What a catalog in memory holds, by `project.dataset.name`. Tables may be given as just their columns. */
export interface CatalogSpec {
  readonly tables?: Readonly<Record<string, string | TableSpec>>
  readonly views?: Readonly<Record<string, string>>
  readonly routines?: Readonly<Record<string, string>>
}

/** A catalog whose default project is `p` and whose default dataset is `d`. */
export function memoryCatalog(spec: CatalogSpec = {}, project = 'p', dataset = 'd'): Catalog {
  const complete = (path: readonly string[]) =>
    [project, dataset, '']
      .slice(0, 3 - path.length)
      .concat(path)
      .join('.')
  return {
    findTable: (path) => findTable(complete(path), spec),
    findRoutine: (path) => findRoutine(complete(path), spec),
    withDefaults: (otherProject, otherDataset = '') => memoryCatalog(spec, otherProject, otherDataset),
    similarTables: () => Object.keys(spec.tables ?? {}).slice(0, 1),
  }
}

export function analyze(sql: string, spec: CatalogSpec = {}, options: Partial<AnalyzeOptions> = {}): ResolvedQuery {
  return analyzeQuery(parseQuery(sql), sql, { catalog: memoryCatalog(spec), ...options })
}

/** `a INT64, b STRING`: what a query gives. */
export function columnsOf(sql: string, spec: CatalogSpec = {}, options: Partial<AnalyzeOptions> = {}): string {
  const { output } = analyze(sql, spec, options)
  return output.map(({ name, column }) => [name, formatType(column.type)].filter(Boolean).join(' ')).join(', ')
}

/** `code: message @ the text at fault`. */
export function refusalOf(sql: string, spec: CatalogSpec = {}, options: Partial<AnalyzeOptions> = {}): string {
  try {
    return `accepted: ${columnsOf(sql, spec, options)}`
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    const text = error.source?.text ?? sql
    return `${error.code}: ${error.message} @ ${text.slice(error.span.start, error.span.end)}`
  }
}

export function typeOf(text: string): Type {
  return analyzeType(parseType(text))
}

function fields(text: string, hidden: boolean): readonly CatalogColumn[] {
  const type = typeOf(`STRUCT<${text}>`)
  return type.kind === 'struct' ? type.fields.map((field) => ({ ...field, ...(hidden && { hidden }) })) : []
}

function findTable(name: string, spec: CatalogSpec): CatalogTable | CatalogView | undefined {
  const [project = '', dataset = '', table = ''] = name.split('.')
  const reference = { project, dataset, table }
  const sql = spec.views?.[name]
  if (sql !== undefined) return { kind: 'view', reference, sql, path: `${name}.sql` }
  const found = spec.tables?.[name]
  if (found === undefined) return undefined
  const { columns, hidden, partition, requireFilter }: TableSpec =
    typeof found === 'string' ? { columns: found } : found
  return {
    kind: 'table',
    reference,
    columns: [...fields(columns, false), ...(hidden === undefined ? [] : fields(hidden, true))],
    ...(partition !== undefined && { partitionColumn: partition }),
    ...(requireFilter !== undefined && { requirePartitionFilter: requireFilter }),
  }
}

function findRoutine(name: string, spec: CatalogSpec): CatalogRoutine | undefined {
  const [project = '', dataset = '', routine = ''] = name.split('.')
  const sql = spec.routines?.[name]
  return sql === undefined ? undefined : { kind: 'routine', project, dataset, name: routine, sql, path: `${name}.sql` }
}

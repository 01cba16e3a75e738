import type { Query } from '../../generator/query-job.ts'
import { analyzeScript } from '../../googlesql/analyze-script.ts'
import type { Catalog, TableReference } from '../../googlesql/catalog.ts'
import { parseScript } from '../../googlesql/parse/parse.ts'
import { resultField } from '../../googlesql/result-field.ts'
import type { DryRun } from '../warehouse.ts'
import { nameColumns, refuseRepeatedNames } from './fields.ts'
import { formatReference } from './storage/table-path.ts'

/**
 * What a text would read and answer, without running anything.
 *
 * @throws {SqlError}
 */
export function dryRunText({ sql, parameters }: Query, catalog: Catalog): DryRun {
  const types = new Map(parameters.map(({ name, type }) => [name.toLowerCase(), type]))
  const { output = [], references, errors } = analyzeScript(parseScript(sql), sql, { catalog, parameters: types })
  if (errors[0]) throw errors[0]
  const columns = nameColumns(output.map(({ name, column }) => ({ name, type: column.type })))
  refuseRepeatedNames(columns)
  const unique = new Map(
    references.map(({ reference }): [string, TableReference] => [formatReference(reference), reference]),
  )
  return { schema: columns.map(({ name, type }) => resultField(name, type)), references: [...unique.values()] }
}

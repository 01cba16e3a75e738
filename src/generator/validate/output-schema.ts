import type { Diagnostic } from '../../errors.ts'
import { fitType } from '../../googlesql/fit-type.ts'
import { outputSpans } from '../../googlesql/output-spans.ts'
import type { OutputColumn } from '../../googlesql/resolved.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import { formatType } from '../../googlesql/types.ts'
import { readJobArguments } from '../plan/job-arguments.ts'
import type { TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { columnType, type SchemaField } from '../project/table-schema.ts'
import { nearestNames } from '../spelling.ts'
import type { AnalyzedText, ArtifactAnalysis } from '../sql/analyze-artifact.ts'
import { sqlDiagnostic } from '../sql/sql-diagnostic.ts'
import { soundFields } from './declared-fields.ts'

interface Misfit {
  readonly column: string
  readonly message: string
  readonly hint: string
}

/** Columns of a query that its `schema.yaml` has otherwise or not at all: rows that no run could write. */
export function outputDiagnostics({ artifact, analysis }: ArtifactAnalysis, project: Project): readonly Diagnostic[] {
  if (artifact.kind !== 'table' || artifact.origin !== 'query' || analysis?.output === undefined) return []
  const fields = soundFields(project, artifact)
  if (fields === undefined) return []
  const misfits = misfitsOf(analysis.output, fields, mayAddFields(artifact, project))
  return misfits.length === 0 ? [] : placed(misfits, analysis, project)
}

function mayAddFields(table: TableDefinition, project: Project): boolean {
  const { scheduling } = project.metadataFile(table).value
  return readJobArguments(scheduling.arguments).schemaUpdateOptions.includes('ALLOW_FIELD_ADDITION')
}

function misfitsOf(output: readonly OutputColumn[], fields: readonly SchemaField[], mayAdd: boolean): Misfit[] {
  const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase()
  const given = output.filter(({ name }) => name !== '')
  const wrong = given.flatMap(({ name, column: { type } }) => {
    const field = fields.find((each) => same(each.name, name))
    if (field === undefined) return mayAdd ? [] : [unknownColumn(name, formatType(type), fields)]
    const expected = columnType(field)
    return fitType(expected, type, mayAdd) ? [] : [wrongType(name, formatType(type), formatType(expected))]
  })
  const lacking = fields.filter(({ name, mode }) => mode === 'REQUIRED' && !given.some((each) => same(each.name, name)))
  return [...wrong, ...lacking.map(({ name }) => lackingColumn(name))]
}

function unknownColumn(column: string, type: string, fields: readonly SchemaField[]): Misfit {
  const names = fields.map(({ name }) => name)
  const [near] = nearestNames(column, names)
  const hint = `add it to schema.yaml, or leave it out${near === undefined ? '' : `; did you mean ${near}?`}`
  return { column, message: `schema.yaml has no column "${column}" (${type})`, hint }
}

function wrongType(column: string, type: string, expected: string): Misfit {
  const message = `column "${column}" is ${type} here, but ${expected} in schema.yaml`
  return { column, message, hint: `give it that type, as by CAST(… AS ${expected}), or change schema.yaml` }
}

function lackingColumn(column: string): Misfit {
  return {
    column,
    message: `the query gives no column "${column}", which schema.yaml requires`,
    hint: 'add it to the query, or make it NULLABLE',
  }
}

function placed(
  misfits: readonly Misfit[],
  { rendered, script }: AnalyzedText,
  project: Project,
): readonly Diagnostic[] {
  const spanOf = outputSpans(script)
  return misfits.map(({ column, message, hint }) =>
    sqlDiagnostic(new SqlError('schema-mismatch', message, spanOf(column), { hint }), rendered, project),
  )
}

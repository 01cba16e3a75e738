import type { TableDefinition, ViewDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import type { SchemaField } from '../project/table-schema.ts'

/** The fields that a `schema.yaml` without errors declares. */
export function soundFields(
  project: Project,
  artifact: TableDefinition | ViewDefinition,
): readonly SchemaField[] | undefined {
  const loaded = project.schemaFile(artifact)
  return loaded?.diagnostics.every(({ severity }) => severity !== 'error') ? loaded.value.fields : undefined
}

/** Every column and field of a column, with its dotted path. */
export function* allFields(
  fields: readonly SchemaField[],
  prefix = '',
): Generator<{ path: string; field: SchemaField }> {
  for (const field of fields) {
    const path = `${prefix}${field.name}`
    yield { path, field }
    yield* allFields(field.fields ?? [], `${path}.`)
  }
}

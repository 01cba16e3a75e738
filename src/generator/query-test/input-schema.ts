import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { readYaml } from '../project/load-project.ts'
import type { Project } from '../project/project.ts'
import { loadSchema } from '../project/schema-file.ts'
import type { Field } from '../query-job.ts'
import { parseYaml } from '../yaml/file.ts'
import { includeResolver } from '../yaml/include-tags.ts'
import type { YamlNode } from '../yaml/node.ts'
import { findInputSchema } from './input-files.ts'
import type { QueryTest, TestInput } from './query-test.ts'

/**
 * The columns of an input: from the schema file beside the test or its table's tests, else from the project's schema.yaml; undefined where
 * neither is there, and the rows must tell.
 *
 * @throws {DiagnosticsError} a schema that is wrong
 */
export function inputSchema(project: Project, test: QueryTest, input: TestInput): readonly Field[] | undefined {
  const path = findInputSchema(test, input)
  if (path !== undefined) return readSchemaFile(project, path)
  const artifact = project.find(input.table)
  return artifact && project.schema(artifact)?.fields
}

/** A list of fields in BigQuery's form, or a mapping with `fields`; with the include tags of a schema.yaml. */
function readSchemaFile(project: Project, path: string): readonly Field[] {
  const text = project.source.read(path) ?? ''
  // JSON may be indented with tabs, YAML may not
  const file = parseYaml(
    path.endsWith('.json') ? text.replace(/^\t+/gm, (tabs) => ' '.repeat(tabs.length)) : text,
    path,
  )
  const { root, diagnostics } = resolver(project)(file)
  const loaded = loadSchema({ file, root: withFields(root), diagnostics })
  const errors: readonly Diagnostic[] = loaded.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new DiagnosticsError(errors)
  return loaded.value.fields
}

function withFields(root: YamlNode): YamlNode {
  if (root.kind !== 'sequence') return root
  const { start, end } = root
  const key = { kind: 'scalar', type: 'string', value: 'fields', start, end: start } as const
  return { kind: 'mapping', entries: [{ key, value: root }], start, end }
}

function resolver(project: Project) {
  return includeResolver({
    file: (path) => readYaml(project.source, path),
    schemaPath: (name) => {
      const artifact = project.find(splitName(name))
      return artifact && artifact.kind !== undefined && artifact.files.includes('schema.yaml')
        ? `${artifact.folder}/schema.yaml`
        : undefined
    },
  })
}

function splitName(name: string): TableReference {
  const [project = '', dataset = '', table = ''] = name.split('.')
  return { project, dataset, table }
}

import type { Diagnostic } from '../../errors.ts'
import { checkShape } from '../validate/shape.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import type { ResolvedYaml } from '../yaml/include-tags.ts'
import { entryOf, toValue, type YamlNode, type YamlScalar } from '../yaml/node.ts'
import { asMap, mapsAt } from '../yaml/value.ts'
import type { Loaded } from './loaded.ts'
import { readSchemaFields, type TableSchema } from './table-schema.ts'

/** The schema that a resolved `schema.yaml` declares, and all that is wrong with it. */
export function loadSchema({ file, root, diagnostics }: ResolvedYaml): Loaded<TableSchema> {
  const isReadable = diagnostics.every(({ severity, code }) => severity !== 'error' || !code.startsWith('yaml-'))
  if (!isReadable) return { value: { fields: [] }, diagnostics }
  const fields = readSchemaFields(mapsAt(asMap(toValue(root)), 'fields'))
  const own = [...checkShape('schema', file, root), ...checkFields(file, entryOf(root, 'fields')?.value)]
  return { value: { fields }, diagnostics: [...diagnostics, ...withoutConsequences(own, diagnostics)] }
}

/** A tag that could not be resolved stands as null; what follows from that need not be told too. */
function withoutConsequences(own: readonly Diagnostic[], diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (!diagnostics.some(({ code }) => code.startsWith('include-'))) return own
  return own.filter(({ code, message }) => code !== 'record-fields' && !message.endsWith('not null'))
}

type FileText = ResolvedYaml['file']

/** What the JSON Schema cannot say: names are unique whatever their case, records have fields, nothing else has. */
function checkFields(file: FileText, fields: YamlNode | undefined): Diagnostic[] {
  if (fields?.kind !== 'sequence') return []
  const diagnostics: Diagnostic[] = []
  const seen = new Map<string, YamlScalar>()
  for (const field of fields.items) {
    const name = scalarAt(field, 'name')
    if (name) reportDoubled(file, name, seen, diagnostics)
    diagnostics.push(...checkRecord(file, field, name))
  }
  return diagnostics
}

function reportDoubled(
  file: FileText,
  name: YamlScalar,
  seen: Map<string, YamlScalar>,
  diagnostics: Diagnostic[],
): void {
  const key = String(name.value).toLowerCase()
  if (seen.has(key)) {
    const message = `the column ${name.value} stands here a second time`
    const hint = 'names of columns are equal whatever their case'
    diagnostics.push(diagnosticAt(file, name, { severity: 'error', code: 'duplicate-column', message, hint }))
  }
  seen.set(key, name)
}

function checkRecord(file: FileText, field: YamlNode, name: YamlScalar | undefined): Diagnostic[] {
  const type = scalarAt(field, 'type')
  const inner = entryOf(field, 'fields')?.value
  const isRecord = /^(record|struct)$/i.test(String(type?.value ?? ''))
  if (!type || isRecord === (inner?.kind === 'sequence' && inner.items.length > 0)) return checkFields(file, inner)
  const message = isRecord
    ? `${name?.value} is a ${type.value} without fields`
    : `${name?.value} has fields, so its type is RECORD, not ${type.value}`
  return [diagnosticAt(file, type, { severity: 'error', code: 'record-fields', message }), ...checkFields(file, inner)]
}

function scalarAt(node: YamlNode, key: string): YamlScalar | undefined {
  const value = entryOf(node, key)?.value
  return value?.kind === 'scalar' ? value : undefined
}

import { keyText, type YamlEntry, type YamlNode } from '../yaml/node.ts'
import { SCALAR_KINDS } from './definition.ts'
import { commonFields, membersOf, type ProbeReader, report, required } from './fields.ts'

/**
 * Reads a file in the form of Scalars.yaml: categories, which may have dots, of probes with `kind`.
 *
 * @see https://firefox-source-docs.mozilla.org/toolkit/components/telemetry/collection/scalars.html
 */
export function readScalars(reader: ProbeReader, root: YamlNode): void {
  for (const { key, value } of membersOf(reader, root, 'the document')) {
    const category = keyText(key)
    for (const entry of membersOf(reader, value, category)) readScalar(reader, category, entry)
  }
}

function readScalar(reader: ProbeReader, category: string, entry: YamlEntry): void {
  const name = `${category}.${keyText(entry.key)}`
  if (membersOf(reader, entry.value, name).length === 0) return
  const node = required(reader, entry, 'kind')
  if (node === undefined) return
  const kind = node.kind === 'scalar' ? String(node.value) : ''
  if (!SCALAR_KINDS.has(kind)) {
    const hint = `the kinds are ${[...SCALAR_KINDS].join(', ')}`
    report(reader, node, { code: 'invalid-value', message: `no kind of scalar is called ${kind || 'so'}`, hint })
    return
  }
  reader.probes.push({ name, type: 'scalar', kind, labels: [], ...commonFields(reader, entry) })
}

import { DiagnosticsError } from '../../errors.ts'
import { formatFloat } from '../../generator/jinja/number.ts'
import { textPlace } from '../../generator/text-place.ts'
import { isReadable, parseYaml } from '../../generator/yaml/file.ts'
import { keyText, nodeAt, type YamlNode, type YamlScalar } from '../../generator/yaml/node.ts'
import { parseJson } from '../load/json.ts'
import type { SourceRow } from '../warehouse.ts'
import { type FixtureRow, fixtureError } from './fixture-row.ts'

/**
 * Rows of a YAML list. Each becomes the JSON text that Python would make of it, so that a number without quotes for a STRING column
 * is the same text as in BigQuery.
 */
export function yamlRows(text: string, path: string): readonly FixtureRow[] {
  const file = parseYaml(text, path)
  if (!isReadable(file)) throw new DiagnosticsError(file.diagnostics.filter(({ severity }) => severity === 'error'))
  const { root } = file
  if (root.kind === 'scalar' && root.value === null) return []
  if (root.kind === 'scalar') {
    throw fixtureError(path, 'invalid-fixture', 'the file holds one value instead of rows', {
      ...textPlace(text, root.start),
      hint: 'write a list of rows, each with its columns; `[]` where there are none',
    })
  }
  return (root.kind === 'sequence' ? root.items : [root]).map((node) => yamlRow(node, text, path))
}

function yamlRow(node: YamlNode, text: string, path: string): FixtureRow {
  const json = jsonOf(node)
  const place = (at: YamlNode | undefined) => at && textPlace(text, at.start)
  return {
    value: parseJson(json) as SourceRow['value'],
    path,
    line: place(node)!.line,
    text: json,
    placeOf: (inner) => place(nodeAt(node, stepsOf(inner))),
  }
}

/** `contacts[0].name` as keys and indexes. */
function stepsOf(path: string): readonly (string | number)[] {
  return [...path.matchAll(/[^.[\]]+|\[(\d+)\]/g)].map(([step, index]) => (index === undefined ? step : Number(index)))
}

function jsonOf(node: YamlNode): string {
  if (node.kind === 'scalar') return jsonOfScalar(node)
  if (node.kind === 'sequence') return `[${node.items.map(jsonOf).join(',')}]`
  return `{${node.entries.map(({ key, value }) => `${JSON.stringify(keyText(key))}:${jsonOf(value)}`).join(',')}}`
}

const SPECIAL_FLOATS: Readonly<Record<string, string>> = { nan: '"NaN"', inf: '"Infinity"', '-inf': '"-Infinity"' }

function jsonOfScalar({ type, value }: YamlScalar): string {
  if (type !== 'float') return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
  const text = formatFloat(Number(value))
  return SPECIAL_FLOATS[text] ?? text
}

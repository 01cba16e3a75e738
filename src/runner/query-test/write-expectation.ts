import { parseYaml } from '../../generator/yaml/file.ts'
import { toValue, type YamlValue } from '../../generator/yaml/node.ts'
import type { Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { nameFields, type ResultColumn } from '../duckdb/fields.ts'
import { stringifyJson } from '../load/json.ts'
import type { Row } from './compare-rows.ts'
import { plainRow, plainValue } from './plain-value.ts'
import type { ComparedAnswer } from './run-test.ts'

/**
 * The text of an expectation that the answer meets, in the format of the file that is there. Rows stay in their order, new ones come
 * last; comments before the first row stay.
 */
export function writeExpectation(before: string, path: string, answer: ComparedAnswer): string {
  const rows = orderedRows(answer)
  const { columns } = answer
  if (path.endsWith('.ndjson')) return rows.map((row) => `${stringifyJson(plainRow(row, columns))}\n`).join('')
  if (path.endsWith('.json')) {
    return `[${rows.map((row) => `\n  ${stringifyJson(plainRow(row, columns))}`).join(',')}\n]\n`
  }
  return headOf(before) + yamlRows(rows, columns)
}

function orderedRows({ rows, expected, differences }: ComparedAnswer): readonly Row[] {
  if (differences === undefined || expected.length === 0) return rows
  return [
    ...differences.pairs.map(({ actual }) => rows[actual]!),
    ...differences.unexpected.map((index) => rows[index]!),
  ]
}

function headOf(text: string): string {
  return /^(?:[ \t]*(?:#[^\n]*)?\n|---[ \t]*\n)*/.exec(text)![0]
}

// ---------------------------------------------------------------- YAML

function yamlRows(rows: readonly Row[], columns: readonly ResultColumn[]): string {
  if (rows.length === 0) return '[]\n'
  const fields = columns.map(({ name, type }) => ({ name, type: nameFields(type) }))
  return rows.map((row) => `- ${mapping(row, fields, '  ')}`).join('')
}

type Fields = readonly { readonly name: string; readonly type: Type }[]

/** From the first key on; later lines are indented. */
function mapping(values: readonly Value[], fields: Fields, indent: string): string {
  const lines = fields.flatMap(({ name, type }, index) => {
    const value = values[index]!
    return value === null && type.kind !== 'array' ? [] : [`${plainText(name)}:${entry(value, type, indent)}`]
  })
  return lines.length === 0 ? '{}\n' : lines.join(indent)
}

/** What stands behind a key's colon, with the line's end. */
function entry(value: Value, type: Type, indent: string): string {
  if (type.kind === 'struct') {
    const inner = mapping(value as readonly Value[], type.fields, `${indent}  `)
    return inner === '{}\n' ? ` ${inner}` : `\n${indent}  ${inner}`
  }
  if (type.kind !== 'array') return ` ${scalar(value, type)}\n`
  const items = (value ?? []) as readonly Value[]
  if (items.length === 0) return ' []\n'
  const { element } = type
  const texts = items.map((item) =>
    element.kind === 'struct' && item !== null
      ? mapping(item as readonly Value[], element.fields, `${indent}  `)
      : `${item === null ? 'null' : scalar(item, element)}\n`,
  )
  return `\n${texts.map((text) => `${indent}- ${text}`).join('')}`
}

function scalar(value: Value, type: Type): string {
  const plain = plainValue(value, type)
  if (type.kind === 'scalar' && type.name === 'DATE') return String(plain)
  return typeof plain === 'string' ? plainText(plain) : stringifyJson(plain)
}

/** The text without quotes where it reads as itself, as a JSON text otherwise. */
function plainText(text: string): string {
  if (!/^[\p{L}\p{N}_./@-][\p{L}\p{N}_ ./@+:-]*$/u.test(text) || /[: ]$|: /.test(text)) return JSON.stringify(text)
  const { root, diagnostics } = parseYaml(`- ${text}\n`, '')
  const [value] = diagnostics.length === 0 ? (toValue(root) as readonly YamlValue[]) : []
  const isText = root.kind === 'sequence' && root.items[0]?.kind === 'scalar' && root.items[0].type === 'string'
  return isText && value === text ? text : JSON.stringify(text)
}

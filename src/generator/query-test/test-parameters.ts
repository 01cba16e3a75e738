import { type Diagnostic, DiagnosticsError, UsageError } from '../../errors.ts'
import { parseParameter } from '../parameter.ts'
import type { Project } from '../project/project.ts'
import type { QueryParameter } from '../query-job.ts'
import { diagnosticAt, type SourceText } from '../yaml/diagnostic.ts'
import { isReadable, parseYaml } from '../yaml/file.ts'
import { toValue, type YamlNode, type YamlValue } from '../yaml/node.ts'
import { asMap, isMap, listAt, textAt, type YamlMap } from '../yaml/value.ts'
import { findParameterFile } from './input-files.ts'
import type { QueryTest } from './query-test.ts'

/**
 * The parameters of a test, from `query_params.{yaml,json,ndjson}`: a list of `{name, type, value}`, where `type_` is another name of `type`
 * and STRING its default, or of parameters in the form of BigQuery's REST API.
 *
 * @throws {DiagnosticsError} `invalid-parameter`, with its place
 * @see https://cloud.google.com/bigquery/docs/reference/rest/v2/QueryParameter
 */
export function readTestParameters(project: Project, test: QueryTest): readonly QueryParameter[] {
  const path = findParameterFile(test)
  if (path === undefined) return []
  const text = project.source.read(path) ?? ''
  return path.endsWith('.ndjson') ? parametersOfLines(text, path) : parametersOf(text, { path, text }, 0)
}

/** One JSON object a line; places are of the whole file. */
function parametersOfLines(text: string, path: string): QueryParameter[] {
  let offset = 0
  return text.split('\n').flatMap((line) => {
    const start = offset
    offset += line.length + 1
    return line.trim() === '' ? [] : parametersOf(line, { path, text }, start)
  })
}

function parametersOf(text: string, file: SourceText, offset: number): QueryParameter[] {
  const yaml = parseYaml(text, file.path)
  if (!isReadable(yaml)) throw new DiagnosticsError(yaml.diagnostics)
  const { root } = yaml
  if (root.kind === 'scalar' && root.value === null) return []
  return (root.kind === 'sequence' ? root.items : [root]).map((node) => parameterAt(node, file, offset))
}

function parameterAt(node: YamlNode, file: SourceText, offset: number): QueryParameter {
  const value = toValue(node)
  try {
    if (!isMap(value) || (value.name === undefined && value.value === undefined && value.parameterType === undefined)) {
      throw new UsageError('invalid-parameter', 'a parameter has the keys name, type and value')
    }
    return parseParameter(isMap(value.parameterType) ? restParameter(value) : plainParameter(value))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { start, end } = node
    const problem: Pick<Diagnostic, 'severity' | 'code' | 'message' | 'hint'> = {
      severity: 'error',
      code: 'invalid-parameter',
      message: error.message,
      ...(error.hint !== undefined && { hint: error.hint }),
    }
    throw new DiagnosticsError([diagnosticAt(file, { start: start + offset, end: end + offset }, problem)])
  }
}

function plainParameter(map: YamlMap): string {
  const type = textAt(map, 'type') ?? textAt(map, 'type_') ?? 'STRING'
  return `${textAt(map, 'name') ?? ''}:${type}:${valueText(map.value)}`
}

function valueText(value: YamlValue | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  return typeof value === 'object' ? toJson(value) : String(value)
}

function toJson(value: YamlValue): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`)
      .join(',')}}`
  return JSON.stringify(value)
}

// ---------------------------------------------------------------- the REST API's form

function restParameter(map: YamlMap): string {
  const value = asMap(map.parameterValue)
  const type = asMap(map.parameterType)
  const json = restValue(type, value)
  return `${textAt(map, 'name') ?? ''}:${restType(type)}:${typeof json === 'string' ? json : valueText(json)}`
}

function restType(type: YamlMap): string {
  const name = textAt(type, 'type')?.toUpperCase() ?? 'STRING'
  if (name === 'ARRAY') return `ARRAY<${restType(asMap(type.arrayType))}>`
  if (name !== 'STRUCT') return name
  const fields = listAt(type, 'structTypes').map(asMap)
  return `STRUCT<${fields.map((field) => `${textAt(field, 'name') ?? ''} ${restType(asMap(field.type))}`.trim()).join(', ')}>`
}

function restValue(type: YamlMap, value: YamlMap): YamlValue {
  const name = textAt(type, 'type')?.toUpperCase()
  if (name === 'ARRAY') {
    return value.arrayValues === undefined
      ? null
      : listAt(value, 'arrayValues').map((item) => restValue(asMap(type.arrayType), asMap(item)))
  }
  if (name !== 'STRUCT') return textAt(value, 'value') ?? null
  if (!isMap(value.structValues)) return null
  const values = value.structValues
  const fields = listAt(type, 'structTypes').map(asMap)
  return Object.fromEntries(
    fields.map((field) => {
      const own = textAt(field, 'name') ?? ''
      return [own, restValue(asMap(field.type), asMap(values[own]))]
    }),
  )
}

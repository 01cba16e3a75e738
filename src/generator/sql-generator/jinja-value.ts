import { dict, type JinjaValue, NONE } from '../jinja/value.ts'
import type { YamlValue } from '../yaml/node.ts'

/** A value of a YAML file as Python's loader would give it to a template. */
export function jinjaValue(value: YamlValue): JinjaValue {
  if (value === null) return NONE
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(jinjaValue)
  return dict(Object.entries(value).map(([key, item]) => [key, jinjaValue(item)] as const))
}

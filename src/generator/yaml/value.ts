import type { YamlValue } from './node.ts'

/** A mapping of a file whose shape has been checked; what has the wrong type reads as absent, since a diagnostic says so. */
export type YamlMap = { readonly [key: string]: YamlValue }

export function asMap(value: YamlValue | undefined): YamlMap {
  return isMap(value) ? value : {}
}

export function isMap(value: YamlValue | undefined): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function mapsAt(map: YamlMap, key: string): readonly YamlMap[] {
  return listAt(map, key).filter(isMap)
}

export function listAt(map: YamlMap, key: string): readonly YamlValue[] {
  const value = map[key]
  return Array.isArray(value) ? value : []
}

/** A text, a number or a boolean as text. */
export function textAt(map: YamlMap, key: string): string | undefined {
  const value = map[key]
  return value === null || value === undefined || typeof value === 'object' ? undefined : String(value)
}

export function textsAt(map: YamlMap, key: string): readonly string[] {
  return listAt(map, key).flatMap((value) => (value === null || typeof value === 'object' ? [] : [String(value)]))
}

export function numberAt(map: YamlMap, key: string): number | undefined {
  const value = map[key]
  return typeof value === 'number' ? value : undefined
}

export function flagAt(map: YamlMap, key: string): boolean | undefined {
  const value = map[key]
  return typeof value === 'boolean' ? value : undefined
}

/** Texts by key. */
export function textMapAt(map: YamlMap, key: string): Readonly<Record<string, string>> | undefined {
  const value = map[key]
  if (!isMap(value)) return undefined
  return Object.fromEntries(Object.keys(value).map((name) => [name, textAt(value, name) ?? '']))
}

type Optional<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** The object without the keys whose value is undefined. */
export function present<T extends object>(object: T): Optional<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Optional<T>
}

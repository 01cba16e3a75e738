import type { YamlValue } from './node.ts'
import { ImpossibleDate, resolvePlain } from './scalar.ts'

/** A value as block YAML, in the style of our own files: lists not indented under their key, quotes only where they are needed. */
export function writeYaml(value: YamlValue, indent = ''): string {
  if (Array.isArray(value)) return value.map((item) => `${indent}- ${writeItem(item, indent)}\n`).join('')
  if (typeof value !== 'object' || value === null) return `${indent}${writeScalar(value)}\n`
  return Object.entries(value)
    .map(([key, child]) => {
      if (typeof child !== 'object' || child === null) return `${indent}${writeScalar(key)}: ${writeScalar(child)}\n`
      return `${indent}${writeScalar(key)}:\n${writeYaml(child, Array.isArray(child) ? indent : `${indent}  `)}`
    })
    .join('')
}

function writeItem(item: YamlValue, indent: string): string {
  if (typeof item !== 'object' || item === null) return writeScalar(item)
  return writeYaml(item, `${indent}  `).trim()
}

function writeScalar(value: YamlValue): string {
  if (typeof value !== 'string') return String(value)
  const isPlain = /^[\w/*@.][^\n]*$/.test(value) && !/: |:$| #|[\s]$/.test(value) && !/^[*@&!|>%`]/.test(value)
  if (isPlain && readsAsText(value)) return value
  return value.includes('\n') ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`
}

function readsAsText(value: string): boolean {
  try {
    return resolvePlain(value).type === 'string'
  } catch (error) {
    if (error instanceof ImpossibleDate) return false
    throw error
  }
}

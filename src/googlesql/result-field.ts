import type { Type } from './types.ts'

/** A column of a result, or a field of one, as BigQuery's API describes it. */
export interface ResultField {
  readonly name: string
  /** `INT64`, `STRUCT`, …; the element's type where the mode is REPEATED. */
  readonly type: string
  readonly mode: 'NULLABLE' | 'REPEATED'
  /** Of a STRUCT. */
  readonly fields?: readonly ResultField[]
}

export function resultField(name: string, type: Type): ResultField {
  if (type.kind === 'array') return { ...resultField(name, type.element), mode: 'REPEATED' }
  if (type.kind === 'range') return { name, type: `RANGE<${type.element.name}>`, mode: 'NULLABLE' }
  if (type.kind === 'scalar') return { name, type: type.name, mode: 'NULLABLE' }
  return {
    name,
    type: 'STRUCT',
    mode: 'NULLABLE',
    fields: type.fields.map((field) => resultField(field.name, field.type)),
  }
}

import { arrayOf, formatType, type StructField, structOf, type Type } from './types.ts'

/**
 * The type that a column has after values of type `from` were written into it; undefined where BigQuery refuses them: types must
 * be the same. Fields of structs go by name; one that the values lack is NULL.
 *
 * @param mayAdd whether a struct may gain fields (ALLOW_FIELD_ADDITION)
 */
export function fitType(to: Type, from: Type, mayAdd: boolean): Type | undefined {
  if (to.kind === 'array') {
    const element = from.kind === 'array' ? fitType(to.element, from.element, mayAdd) : undefined
    return element && arrayOf(element)
  }
  if (to.kind === 'struct') return from.kind === 'struct' ? fitStruct(to.fields, from.fields, mayAdd) : undefined
  return formatType(to) === formatType(from) ? to : undefined
}

function fitStruct(to: readonly StructField[], from: readonly StructField[], mayAdd: boolean): Type | undefined {
  const fields: StructField[] = []
  for (const field of to) {
    const written = from.find(({ name }) => name.toLowerCase() === field.name.toLowerCase())
    const type = written === undefined ? field.type : fitType(field.type, written.type, mayAdd)
    if (type === undefined) return undefined
    fields.push({ name: field.name, type })
  }
  const added = from.filter(({ name }) => !to.some((field) => field.name.toLowerCase() === name.toLowerCase()))
  return added.length > 0 && !mayAdd ? undefined : structOf([...fields, ...added])
}

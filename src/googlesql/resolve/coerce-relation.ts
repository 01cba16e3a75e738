import { coerce, identicalType } from '../coercion.ts'
import type { Column, ComputedColumn } from '../resolved.ts'
import type { Type } from '../types.ts'
import { columnReference } from './build.ts'
import type { Source } from './context.ts'
import { newColumn } from './context.ts'
import type { Relation } from './relation.ts'

/** The same rows with columns of exactly these types. The coercions must be allowed. */
export function coerceRelation(relation: Relation, types: readonly Type[], source: Source): Relation {
  if (
    relation.columns.every(
      ({ column, literal }, index) => !literal?.untyped && identicalType(column.type, types[index]!),
    )
  )
    return relation
  const computed: ComputedColumn[] = []
  const columns = relation.columns.map(({ name, column, literal }, index) => {
    const type = types[index]!
    if (!literal?.untyped && identicalType(column.type, type)) return { name, column }
    const value = literal ?? columnReference(column, NOWHERE)
    const coerced: Column = newColumn(source, name, type)
    computed.push({ column: coerced, expression: coerce(value, type) })
    return { name, column: coerced }
  })
  return {
    ...relation,
    columns,
    scan: { kind: 'project', input: relation.scan, computed, columns: columns.map(({ column }) => column) },
  }
}

const NOWHERE = { start: 0, end: 0 }

import type { EmitCall } from '../emit-context.ts'

/** AND, OR, NOT and tests of truth. A JSON null is a value, so only the SQL NULL is NULL. */
export const logicEmit: Readonly<Record<string, EmitCall>> = {
  $not: ([value]) => `(NOT ${value})`,
  $and: (sql) => `(${sql.join(' AND ')})`,
  $or: (sql) => `(${sql.join(' OR ')})`,
  $is_null: ([value]) => `(${value} IS NULL)`,
  $is_true: ([value]) => `(${value} IS TRUE)`,
  $is_false: ([value]) => `(${value} IS FALSE)`,
}

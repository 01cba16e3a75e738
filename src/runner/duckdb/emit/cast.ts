import { parseDate, parseDatetime, parseTime, parseTimestamp } from '../../../googlesql/literals.ts'
import type { CastExpression, LiteralExpression } from '../../../googlesql/resolved.ts'
import { INT64, type ScalarTypeName, STRING, sameType, type Type } from '../../../googlesql/types.ts'
import type { Value } from '../../../googlesql/value.ts'
import { duckDbType } from '../duckdb-type.ts'
import { isJsonValue, jsonInteger } from '../functions/json-integer.ts'
import { emitFormatCast } from './cast-format.ts'
import { SCALAR_CASTS } from './cast-pairs.ts'
import { restrictType } from './cast-parameters.ts'
import { rangeTextCast, textCast } from './cast-scalars.ts'
import { createContext, unsupported, useScalar } from './context.ts'
import { emitExpression } from './expression.ts'
import { emitValue } from './literal.ts'
import { newAlias, type Scope, type Statement } from './scope.ts'
import { holdsSubquery } from './shape.ts'
import { markCostly } from './share.ts'
import { bindOnce, fieldSql, renameFields, structSql } from './type-names.ts'

export function emitCast(cast: CastExpression, scope: Scope): string {
  if (cast.format) return emitFormatCast(cast, scope)
  const sql = emitUnrestricted(cast, scope)
  return cast.typeParameters ? restrictType(sql, cast, scope.statement) : sql
}

function emitUnrestricted(cast: CastExpression, scope: Scope): string {
  const { operand } = cast
  if (operand.kind === 'literal') {
    const value = convertLiteral(operand, cast.type)
    if (value !== undefined) return emitValue(value, cast.type)
  }
  const fused = emitJsonInteger(cast, scope)
  if (fused !== undefined) return fused
  const context: CastContext = { statement: scope.statement, safe: cast.safe, span: cast.span }
  return castSql(emitExpression(operand, scope), operand.type, cast.type, context)
}

/** `CAST(JSON_VALUE(…) AS INT64)`, all that many a document is asked. */
function emitJsonInteger({ operand, type, safe }: CastExpression, scope: Scope): string | undefined {
  if (operand.kind !== 'call' || !isJsonValue(operand) || !sameType(type, INT64)) return undefined
  if (operand.arguments.some(holdsSubquery)) return undefined
  const sql = operand.arguments.map((argument) => emitExpression(argument, scope))
  const found = jsonInteger(sql, operand, textCast('INT64', safe)!, createContext(scope.statement))
  return found && safe ? markCostly(scope.statement, found, sql[0]!) : found
}

export interface CastContext {
  readonly statement: Statement
  /** SAFE_CAST: NULL instead of an error. */
  readonly safe: boolean
  readonly span: CastExpression['span']
}

/** A value of one type as one of another, of the physical types of both. Structs are cast field by field, by position. */
export function castSql(sql: string, from: Type, to: Type, context: CastContext): string {
  const fresh = () => newAlias(context.statement, 'v')
  if (sameType(from, to)) return renameFields(sql, from, to, fresh)
  if (from.kind === 'array' && to.kind === 'array') return castArray(sql, from.element, to.element, context)
  if (from.kind === 'struct' && to.kind === 'struct') {
    return bindOnce(sql, fresh, (value) => {
      const fields = to.fields.map((field, index) =>
        castSql(fieldSql(value, from, index), from.fields[index]!.type, field.type, context),
      )
      return `CASE WHEN ${value} IS NOT NULL THEN ${structSql(fields, to)} END`
    })
  }
  if (from.kind === 'range' && sameType(to, STRING)) return rangeText(sql, from.element, context)
  if (to.kind === 'range' && sameType(from, STRING))
    return `${useScalar(context.statement, rangeTextCast(to, context.safe))}(${sql})`
  return castScalar(sql, from, to, context)
}

/** One element that fails makes the whole array NULL. */
function castArray(sql: string, from: Type, to: Type, context: CastContext): string {
  const item = newAlias(context.statement, 'v')
  const strict = (list: string) =>
    `list_transform(${list}, lambda ${item}: ${castSql(item, from, to, { ...context, safe: false })})`
  if (!context.safe) return strict(sql)
  return bindOnce(
    sql,
    () => newAlias(context.statement, 'v'),
    (list) => `TRY(${strict(list)})`,
  )
}

function castScalar(sql: string, from: Type, to: Type, context: CastContext): string {
  const cast = from.kind === 'scalar' && to.kind === 'scalar' ? SCALAR_CASTS[from.name]?.[to.name] : undefined
  if (!cast)
    return unsupported(
      `a cast from ${duckDbType(from)} to ${duckDbType(to)} is not supported by the embedded warehouse`,
      context.span,
    )
  return cast(sql, context)
}

function rangeText(sql: string, element: Type, context: CastContext): string {
  return bindOnce(
    sql,
    () => newAlias(context.statement, 'v'),
    (range) => {
      const bound = (name: string) =>
        `COALESCE(${castSql(`${range}."${name}"`, element, STRING, context)}, 'UNBOUNDED')`
      return `CASE WHEN ${range} IS NOT NULL THEN concat('[', ${bound('start')}, ', ', ${bound('end')}, ')') END`
    },
  )
}

/** What a literal is in another type, where that is plain; undefined leaves the cast, and its errors, to the query. */
function convertLiteral({ value, type }: LiteralExpression, to: Type): Value | undefined {
  if (value === null) return null
  if (type.kind !== 'scalar' || to.kind !== 'scalar') return undefined
  if (type.name === 'STRING') return LITERAL_TEXTS[to.name]?.(value as string)
  if (type.name !== 'INT64') return undefined
  if (to.name === 'FLOAT64') return Number(value)
  return to.name === 'NUMERIC' ? String(value) : undefined
}

const LITERAL_TEXTS: Partial<Record<ScalarTypeName, (text: string) => string | undefined>> = {
  DATE: parseDate,
  TIME: parseTime,
  DATETIME: parseDatetime,
  TIMESTAMP: parseTimestamp,
}

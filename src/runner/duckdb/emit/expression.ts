import type { ComputedColumn, Expression } from '../../../googlesql/resolved.ts'
import type { StructType, Type } from '../../../googlesql/types.ts'
import { duckDbType } from '../duckdb-type.ts'
import { emitCall } from './call.ts'
import { emitCase } from './case.ts'
import { emitCast } from './cast.ts'
import { unsupported } from './context.ts'
import { emitLet } from './let.ts'
import { emitLiteral, emitValue } from './literal.ts'
import { columnName, columnSql, innerScope, newAlias, type Scope } from './scope.ts'
import { emitSubquery } from './subquery.ts'
import { fieldSql, renameFields, structSql } from './type-names.ts'

/**
 * An expression as DuckDB SQL of exactly the type `expression.type`, self-contained (see emit-context.ts).
 *
 * @throws {SqlError} `unsupported` where nothing is proven to give BigQuery's answer
 */
export function emitExpression(expression: Expression, scope: Scope): string {
  switch (expression.kind) {
    case 'literal':
      return emitLiteral(expression.value, expression.type, expression.span)
    case 'parameter':
      return emitBound(scope.statement.options.parameters, expression, scope)
    case 'variable':
      return emitBound(scope.statement.options.variables, expression, scope)
    case 'column':
      return columnSql(expression.column, scope)
    case 'call':
      return emitCall(expression, scope)
    case 'cast':
      return emitCast(expression, scope)
    case 'case':
      return emitCase(expression, scope)
    case 'struct':
      return emitStruct(expression, scope)
    case 'array':
      return emitArray(expression, scope)
    case 'field':
      return emitField(expression, scope)
    case 'subquery':
      return emitSubquery(expression, scope)
    case 'let':
      return emitLet(expression, scope)
    case 'lambda':
      return emitLambda(expression, scope)
    case 'part':
      return expression.part
  }
}

/** An expression where a value of `type` is wanted: the same type, perhaps with other names of struct fields. */
export function emitAs(expression: Expression, type: Type, scope: Scope): string {
  return renameFields(emitExpression(expression, scope), expression.type, type, () => newAlias(scope.statement, 'v'))
}

/** What a computed column holds, in the column's own type. */
export function emitComputed({ column, expression }: ComputedColumn, scope: Scope): string {
  return emitAs(expression, column.type, scope)
}

function emitBound(
  values: Scope['statement']['options']['parameters'],
  expression: Extract<Expression, { kind: 'parameter' | 'variable' }>,
  _scope: Scope,
): string {
  const value = values.get(expression.name) ?? values.get(expression.name.toLowerCase())
  if (value === undefined) throw new Error(`${expression.kind} ${expression.name} has no value`)
  return emitLiteral(value, expression.type, expression.span)
}

/** DuckDB forgets the type of a constant NULL's field. */
function emitField({ base, index, type }: Extract<Expression, { kind: 'field' }>, scope: Scope): string {
  const sql = emitExpression(base, scope)
  return sql.startsWith('CAST(NULL AS ') ? emitValue(null, type) : fieldSql(sql, base.type as StructType, index)
}

function emitStruct({ values, type, span }: Extract<Expression, { kind: 'struct' }>, scope: Scope): string {
  const { fields } = type as StructType
  if (fields.length === 0) unsupported('a struct without fields is not supported by the embedded warehouse', span)
  return structSql(
    values.map((value, index) => emitAs(value, fields[index]!.type, scope)),
    type as StructType,
  )
}

function emitArray(expression: Extract<Expression, { kind: 'array' }>, scope: Scope): string {
  const { type } = expression
  if (type.kind !== 'array') throw new Error('an array expression has an array type')
  if (expression.elements.length === 0) return `CAST([] AS ${duckDbType(type)})`
  return `[${expression.elements.map((element) => emitAs(element, type.element, scope)).join(', ')}]`
}

function emitLambda({ parameters, body }: Extract<Expression, { kind: 'lambda' }>, scope: Scope): string {
  const names = new Map(parameters.map((parameter) => [parameter.id, columnName(parameter)]))
  const inner: Scope = { ...innerScope(scope, names), lambda: true }
  return `lambda ${[...names.values()].join(', ')}: ${emitExpression(body, inner)}`
}

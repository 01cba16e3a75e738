import type { ComputedColumn, Expression } from '../../../googlesql/resolved.ts'
import { emitComputed, emitExpression } from './expression.ts'
import { columnName, innerScope, isCheap, newAlias, type Scope } from './scope.ts'
import { holdsSubquery } from './shape.ts'

type LetExpression = Extract<Expression, { kind: 'let' }>

/** A binding that is cheap or read once is put in its place; another is evaluated once, before the body. */
export function emitLet(expression: LetExpression, scope: Scope): string {
  return emitBindings(expression.bindings, expression.body, scope)
}

function emitBindings(bindings: readonly ComputedColumn[], body: Expression, scope: Scope): string {
  const [binding, ...rest] = bindings
  if (!binding) return emitExpression(body, scope)
  const sql = emitComputed(binding, scope)
  const proceed = (name: string, lambda: boolean) =>
    emitBindings(rest, body, {
      ...innerScope(scope, new Map([[binding.column.id, name]])),
      lambda: scope.lambda || lambda,
    })
  if (standsInPlace(binding, sql, scope)) return proceed(sql, false)
  const subqueries = holdsSubquery(body) || rest.some((other) => holdsSubquery(other.expression))
  return subqueries ? bindInSelect(binding, sql, proceed, scope) : bindInLambda(binding, sql, proceed)
}

function standsInPlace({ column, expression }: ComputedColumn, sql: string, scope: Scope): boolean {
  if (isCheap(sql)) return true
  return (scope.statement.uses.get(column.id) ?? 0) <= 1 && !holdsSubquery(expression)
}

function bindInLambda(
  { column }: ComputedColumn,
  sql: string,
  proceed: (name: string, lambda: boolean) => string,
): string {
  const name = columnName(column)
  return `list_transform([${sql}], lambda ${name}: ${proceed(name, true)})[1]`
}

function bindInSelect(
  { column }: ComputedColumn,
  sql: string,
  proceed: (name: string, lambda: boolean) => string,
  scope: Scope,
): string {
  const alias = newAlias(scope.statement, 's')
  const name = columnName(column)
  return `(SELECT ${proceed(`${alias}.${name}`, false)} FROM (SELECT ${sql} AS ${name}) AS ${alias})`
}

import type { ComputedColumn, Expression } from '../../../googlesql/resolved.ts'
import { emitComputed, emitExpression } from './expression.ts'
import { readColumns } from './prepare.ts'
import { columnName, innerScope, isCheap, newAlias, type Scope } from './scope.ts'
import { holdsSubquery } from './shape.ts'

type LetExpression = Extract<Expression, { kind: 'let' }>

/**
 * Bindings that are cheap or read once are put in their places; others are evaluated once, before the body, those that do not read
 * each other side by side: DuckDB takes twice as long for every lambda inside of another's body.
 */
export function emitLet({ bindings, body }: LetExpression, scope: Scope): string {
  if (bindings.length === 0) return emitExpression(body, scope)
  const [together, later] = splitIndependent(bindings)
  const values = together.map((binding) => ({ binding, sql: emitComputed(binding, scope) }))
  const bound = chooseBound(values, scope)
  const inPlace = values.filter((value) => !bound.includes(value))
  const placed = innerScope(scope, new Map(inPlace.map(({ binding, sql }) => [binding.column.id, sql])))
  const rest: LetExpression = { ...({ kind: 'let', type: body.type, span: body.span } as const), bindings: later, body }
  if (bound.length === 0) return emitLet(rest, placed)
  return holdsSubquery(rest) ? bindInSelect(bound, rest, placed) : bindInLambda(bound, rest, placed)
}

interface BoundValue {
  readonly binding: ComputedColumn
  readonly sql: string
}

/** The first bindings, as many as do not read each other, and the others. */
function splitIndependent(
  bindings: readonly ComputedColumn[],
): readonly [readonly ComputedColumn[], readonly ComputedColumn[]] {
  const seen = new Set<number>()
  const end = bindings.findIndex(({ column, expression }) => {
    const isDependent = readColumns(expression).some((id) => seen.has(id))
    seen.add(column.id)
    return isDependent
  })
  return end < 0 ? [bindings, []] : [bindings.slice(0, end), bindings.slice(end)]
}

/** What costs something is bound as soon as one of them must be: put in its place, it would stand inside of the lambda. */
function chooseBound(values: readonly BoundValue[], scope: Scope): readonly BoundValue[] {
  const costly = values.filter(({ binding, sql }) => !isCheap(sql) && usesOf(binding, scope) > 0)
  return costly.some(({ binding }) => usesOf(binding, scope) > 1 || holdsSubquery(binding.expression)) ? costly : []
}

function usesOf({ column }: ComputedColumn, scope: Scope): number {
  return scope.statement.uses.get(column.id) ?? 0
}

function bindInLambda(values: readonly BoundValue[], body: LetExpression, scope: Scope): string {
  const [first] = values
  if (values.length === 1) {
    const name = columnName(first!.binding.column)
    return `list_transform([${first!.sql}], lambda ${name}: ${emitLet(
      body,
      named(values, scope, () => name, true),
    )})[1]`
  }
  const alias = newAlias(scope.statement, 'v')
  const fields = values.map(({ binding, sql }) => `'${columnName(binding.column)}': ${sql}`)
  const inner = named(values, scope, (name) => `${alias}."${name}"`, true)
  return `list_transform([{${fields.join(', ')}}], lambda ${alias}: ${emitLet(body, inner)})[1]`
}

function bindInSelect(values: readonly BoundValue[], body: LetExpression, scope: Scope): string {
  const alias = newAlias(scope.statement, 's')
  const items = values.map(({ binding, sql }) => `${sql} AS ${columnName(binding.column)}`)
  const inner = named(values, scope, (name) => `${alias}.${name}`, false)
  return `(SELECT ${emitLet(body, inner)} FROM (SELECT ${items.join(', ')}) AS ${alias})`
}

function named(values: readonly BoundValue[], scope: Scope, nameOf: (name: string) => string, lambda: boolean): Scope {
  const columns = new Map(values.map(({ binding }) => [binding.column.id, nameOf(columnName(binding.column))]))
  return { ...innerScope(scope, columns), lambda: scope.lambda || lambda }
}

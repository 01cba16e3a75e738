import type { Expression, Scan } from '../resolved.ts'
import type { ExpressionSyntax, OrderItemSyntax, QuerySyntax } from '../syntax.ts'
import { INT64 } from '../types.ts'
import { coerceTo, columnReference } from './build.ts'
import type { ExpressionContext, QueryContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { resolveFrom } from './from.ts'
import { orderItem } from './order-item.ts'
import { resolvePipes } from './pipe.ts'
import type { Relation } from './relation.ts'
import { relationNames } from './relation.ts'
import { createItemNames, within } from './scope.ts'
import { resolveSelect } from './select.ts'
import { resolveSetOperation } from './set-operation.ts'
import { openWith } from './with.ts'

/** What stands behind a query's body. */
export interface QueryTail {
  readonly orderBy: readonly OrderItemSyntax[]
  readonly limit?: ExpressionSyntax
  readonly offset?: ExpressionSyntax
}

/** @throws {SqlError} */
export function resolveQuery(query: QuerySyntax, context: QueryContext): Relation {
  if (!query.with) {
    prepareSubqueries(query, context)
    // by the shortest way, for this is where subqueries nest
    if (query.body.kind === 'select' && !query.pipes.length) return resolveSelect(query.body, query, context)
    return resolveBody(query, context)
  }
  const opened = openWith(query.with, context)
  return opened.close(resolveBody(query, opened.context))
}

/** The relation of a subquery of FROM, resolved now or before. */
export function resolveSubqueryOfFrom(query: QuerySyntax, context: QueryContext): Relation {
  const { prepared } = context.source.analysis
  const relation = prepared.get(query)
  if (!relation) return resolveQuery(query, context)
  prepared.delete(query)
  return relation
}

/** `SELECT … FROM (SELECT … FROM (…))` is resolved from the inside out, so that its depth costs no stack. */
function prepareSubqueries(query: QuerySyntax, context: QueryContext): void {
  const { prepared } = context.source.analysis
  const inner: QuerySyntax[] = []
  let next = subqueryOfFrom(query)
  for (; next && !prepared.has(next); next = next.with ? undefined : subqueryOfFrom(next)) inner.push(next)
  for (const subquery of inner.reverse()) prepared.set(subquery, resolveQuery(subquery, context))
}

function subqueryOfFrom({ body }: QuerySyntax): QuerySyntax | undefined {
  const from = body.kind === 'select' || body.kind === 'fromQuery' ? body.from : undefined
  return from?.kind === 'subquery' ? from.query : undefined
}

/** ORDER BY and LIMIT over a relation of which only its own columns can be named: behind set operations and parentheses. */
export function finishRelation(relation: Relation, tail: QueryTail, context: QueryContext): Relation {
  return { ...relation, scan: limitScan(orderRelation(relation, tail, context), tail, context) }
}

/** `limit` and `offset` are constant, and no NULL. */
export function limitScan(scan: Scan, tail: Pick<QueryTail, 'limit' | 'offset'>, context: QueryContext): Scan {
  if (!tail.limit) return scan
  const limit = resolveCount(tail.limit, 'LIMIT', context)
  return {
    kind: 'limit',
    input: scan,
    limit,
    columns: scan.columns,
    ...(tail.offset && { offset: resolveCount(tail.offset, 'OFFSET', context) }),
  }
}

/** The position that an ORDER BY or GROUP BY item means by an integer literal. */
export function ordinalOf(syntax: ExpressionSyntax): number | undefined {
  if (syntax.kind === 'unary' && syntax.operator === '-' && syntax.operand.kind === 'integer')
    return -Number(syntax.operand.text)
  return syntax.kind === 'integer' ? Number(syntax.text) : undefined
}

function resolveBody(query: QuerySyntax, context: QueryContext): Relation {
  const { body } = query
  if (body.kind === 'fromQuery') return resolvePipes(resolveFrom(body.from, context), query.pipes, context)
  const relation = resolveTailed(query, context)
  if (!query.pipes.length) return relation
  return resolvePipes({ scan: relation.scan, names: relationNames(relation, undefined) }, query.pipes, context)
}

function resolveTailed(query: QuerySyntax, context: QueryContext): Relation {
  const { body } = query
  if (body.kind === 'select') return resolveSelect(body, query, context)
  const relation =
    body.kind === 'query'
      ? resolveQuery(body, context)
      : body.kind === 'setOperation'
        ? resolveSetOperation(body, context)
        : undefined
  if (!relation) throw new Error('a FROM query was resolved before')
  return finishRelation(relation, query, context)
}

function orderRelation(relation: Relation, tail: QueryTail, context: QueryContext): Scan {
  if (!tail.orderBy.length) return relation.scan
  const names = createItemNames(
    relation.columns.map(({ name, column }) => ({ name, use: (span) => columnReference(column, span) })),
  )
  const inner: ExpressionContext = {
    ...context,
    scope: within(names, context.outer),
    clause: 'ORDER BY clause after set operation',
  }
  const items = tail.orderBy.map((item) => orderItem(item, orderedExpression(item, relation, inner), 'ORDER BY'))
  return { kind: 'order', input: relation.scan, items, columns: relation.scan.columns }
}

function orderedExpression(item: OrderItemSyntax, relation: Relation, context: ExpressionContext): Expression {
  const ordinal = ordinalOf(item.expression)
  if (ordinal === undefined) return resolveExpression(item.expression, context)
  const column = relation.columns[ordinal - 1]
  return column
    ? columnReference(column.column, item.expression)
    : fail('invalid-query', `ORDER BY is out of SELECT column number range: ${ordinal}`, item.expression)
}

function resolveCount(syntax: ExpressionSyntax, clause: string, { source, ctes }: QueryContext): Expression {
  const value = resolveExpression(syntax, { source, ctes, scope: undefined, clause: `${clause} clause` })
  if (value.kind === 'literal' ? typeof value.value !== 'bigint' || value.value < 0n : value.kind === 'column') {
    return fail('invalid-argument', `${clause} expects a non-negative integer literal or parameter`, syntax)
  }
  return coerceTo(value, INT64, clause)
}

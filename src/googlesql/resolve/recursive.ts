import { asOperand, coercionCost } from '../coercion.ts'
import type { WithScanEntry } from '../resolved.ts'
import type { SetOperationSyntax, WithEntry } from '../syntax.ts'
import { formatType } from '../types.ts'
import { coerceRelation } from './coerce-relation.ts'
import type { QueryContext } from './context.ts'
import type { Cte, CteShape } from './cte.ts'
import { fail, unsupported } from './fail.ts'
import { finishRelation, resolveQuery } from './query.ts'
import type { Relation } from './relation.ts'
import { resolveTerm, uniteRelations } from './set-operation.ts'
import { entryContext, uniqueWithName } from './with.ts'

/** An entry of WITH RECURSIVE while it is resolved: on demand, since entries may name later ones. */
interface Pending {
  readonly syntax: WithEntry
  readonly name: string
  state: 'new' | 'first term' | 'repeated term' | 'done'
  shape?: CteShape
  readsItself: boolean
}

/** Resolves all entries, each after those that it reads. */
export function openRecursion(
  syntax: readonly WithEntry[],
  entries: WithScanEntry[],
  context: QueryContext,
): QueryContext {
  const pending: Pending[] = syntax.map((entry) => ({
    syntax: entry,
    name: uniqueWithName(entry.name.name, context.source),
    state: 'new',
    readsItself: false,
  }))
  const ctes = new Map(context.ctes)
  const inner: QueryContext = { ...context, ctes }
  for (const entry of pending) ctes.set(entry.syntax.name.name.toLowerCase(), pendingCte(entry, entries, inner))
  for (const entry of pending) if (entry.state === 'new') resolveEntry(entry, entries, inner)
  return inner
}

function pendingCte(entry: Pending, entries: WithScanEntry[], context: QueryContext): Cte {
  return {
    name: entry.name,
    shape: () => {
      if (entry.state === 'new') resolveEntry(entry, entries, context)
      if (entry.state === 'repeated term') entry.readsItself = true
      return (
        entry.shape ??
        fail(
          'invalid-query',
          `Recursive reference to '${entry.syntax.name.name}' is only allowed in the last term of its UNION`,
          entry.syntax.name,
        )
      )
    },
  }
}

function resolveEntry(entry: Pending, entries: WithScanEntry[], context: QueryContext): void {
  const inner = entryContext(context)
  const { query } = entry.syntax
  entry.state = 'first term'
  const union =
    !query.with &&
    !query.pipes.length &&
    query.body.kind === 'setOperation' &&
    query.body.operator === 'UNION' &&
    !query.body.byName
      ? query.body
      : undefined
  if (entry.syntax.depth) unsupported('WITH DEPTH', entry.syntax.depth)
  if (union) resolveUnion(entry, union, entries, inner)
  else finishEntry(entry, resolveQuery(query, inner), entries)
}

function resolveUnion(
  entry: Pending,
  union: SetOperationSyntax,
  entries: WithScanEntry[],
  context: QueryContext,
): void {
  const { query } = entry.syntax
  const first = resolveTerm(union.left, context)
  entry.shape = first
  entry.state = 'repeated term'
  const repeated = resolveTerm(union.right, context)
  if (!entry.readsItself) {
    finishEntry(
      entry,
      finishRelation(uniteRelations(union, [first, repeated], context.source), query, context),
      entries,
    )
    return
  }
  if (query.orderBy.length || query.limit) unsupported('ORDER BY and LIMIT behind a recursive UNION', query)
  const again = fitRepeated(first, repeated, union, context)
  const columns = first.columns.map(({ column }) => column)
  entry.state = 'done'
  entries.push({
    name: entry.name,
    scan: first.scan,
    columns,
    recursive: { all: union.all, scan: again.scan, columns: again.columns.map(({ column }) => column) },
  })
}

function finishEntry(entry: Pending, relation: Relation, entries: WithScanEntry[]): void {
  entry.shape = relation
  entry.state = 'done'
  entries.push({ name: entry.name, scan: relation.scan, columns: relation.columns.map(({ column }) => column) })
}

/** The first term decides the types. */
function fitRepeated(first: Relation, repeated: Relation, union: SetOperationSyntax, context: QueryContext): Relation {
  if (first.columns.length !== repeated.columns.length) {
    return fail(
      'invalid-query',
      `The terms of a recursive UNION have ${first.columns.length} and ${repeated.columns.length} columns`,
      union.right,
    )
  }
  const types = first.columns.map(({ column }) => column.type)
  repeated.columns.forEach(({ column, literal }, index) => {
    if (coercionCost(literal ? asOperand(literal) : { type: column.type }, types[index]!)) return
    const [found, wanted] = [column.type, types[index]!].map(formatType)
    fail(
      'type-mismatch',
      `Cannot coerce type (${found}) of column ${index + 1} in the recursive term to type (${wanted}) of column ${index + 1} in non-recursive term`,
      union.right,
    )
  })
  return coerceRelation(repeated, types, context.source)
}

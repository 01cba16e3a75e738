import type { ByNameSyntax, Identifier, Span } from '../syntax.ts'
import { untypedNull } from './build.ts'
import type { Source } from './context.ts'
import { newColumn } from './context.ts'
import { fail } from './fail.ts'
import type { Relation, RelationColumn } from './relation.ts'

/**
 * BY NAME and CORRESPONDING: brings the columns of all inputs into one order, with NULLs where one lacks a column.
 * CORRESPONDING is `inner`, and LEFT and FULL keep what one side alone has.
 */
export function arrangeByName(
  relations: readonly Relation[],
  byName: ByNameSyntax,
  source: Source,
  span: Span,
): readonly Relation[] {
  for (const relation of relations) refuseUnnamed(relation, span)
  const names = byName.on ? onNames(relations, byName.on, byName) : wantedNames(relations, byName, span)
  return relations.map((relation) => arrange(relation, names, source, span))
}

function wantedNames(relations: readonly Relation[], byName: ByNameSyntax, span: Span): readonly string[] {
  const lists = relations.map((relation) => relation.columns.map(({ name }) => name))
  const [first, ...others] = lists
  if (byName.strict) return strictNames(lists, span)
  if (byName.mode === 'left') return first!
  if (byName.mode === 'full')
    return [
      ...first!,
      ...others.flat().filter((name, index, all) => !includes(first!, name) && firstIndex(all, name) === index),
    ]
  const shared = first!.filter((name) => others.every((list) => includes(list, name)))
  return shared.length ? shared : fail('invalid-query', 'The queries have no column name in common', span)
}

function strictNames(lists: readonly (readonly string[])[], span: Span): readonly string[] {
  const [first] = lists
  lists.forEach((list, index) => {
    if (list.length === first!.length && list.every((name) => includes(first!, name))) return
    fail(
      'invalid-query',
      `BY NAME requires all input queries to have identical column names, but query 1 has [${first!.join(', ')}] and query ${index + 1} has [${list.join(', ')}]`,
      span,
    )
  })
  return first!
}

/** ON says which columns there are; with neither LEFT, FULL nor INNER no input may have others. */
function onNames(relations: readonly Relation[], on: readonly Identifier[], byName: ByNameSyntax): readonly string[] {
  const lists = relations.map((relation) => relation.columns.map(({ name }) => name))
  const needed = byName.mode === 'full' ? [] : byName.mode === 'left' ? lists.slice(0, 1) : lists
  for (const { name, ...span } of on) {
    const lacking = needed.findIndex((list) => !includes(list, name))
    if (lacking >= 0) fail('unknown-column', `Column ${name} of the ON list is not in query ${lacking + 1}`, span)
  }
  const other = byName.strict ? lists.findIndex((list) => list.length !== on.length) : -1
  if (other >= 0) {
    fail(
      'invalid-query',
      `Query ${other + 1} must share the same set of column names as the ON list when using BY NAME ON`,
      byName,
    )
  }
  return on.map(({ name }) => name)
}

function arrange(relation: Relation, names: readonly string[], source: Source, span: Span): Relation {
  const found = names.map((name) => relation.columns.find((column) => sameName(column.name, name)))
  const columns = found.map(
    (column, index): RelationColumn =>
      column ?? {
        name: names[index]!,
        column: newColumn(source, names[index]!, untypedNull(span).type),
        literal: untypedNull(span),
      },
  )
  const computed = columns.flatMap(({ column, literal }, index) =>
    found[index] ? [] : [{ column, expression: literal! }],
  )
  return {
    scan: { kind: 'project', input: relation.scan, computed, columns: columns.map(({ column }) => column) },
    columns,
    valueTable: false,
  }
}

function refuseUnnamed(relation: Relation, span: Span): void {
  if (relation.columns.some(({ name }) => !name)) fail('invalid-query', 'BY NAME needs a name for every column', span)
}

function includes(names: readonly string[], name: string): boolean {
  return names.some((other) => sameName(other, name))
}

function firstIndex(names: readonly string[], name: string): number {
  return names.findIndex((other) => sameName(other, name))
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}

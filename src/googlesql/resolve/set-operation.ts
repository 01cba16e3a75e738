import type { Operand } from '../coercion.ts'
import { asOperand } from '../coercion.ts'
import { supportsEquality } from '../functions/comparable.ts'
import type { QueryBody, SetOperationSyntax, Span } from '../syntax.ts'
import type { Type } from '../types.ts'
import { formatType } from '../types.ts'
import { arrangeByName } from './by-name.ts'
import { supertype } from './case.ts'
import { coerceRelation } from './coerce-relation.ts'
import type { QueryContext, Source } from './context.ts'
import { newColumn } from './context.ts'
import { fail } from './fail.ts'
import { resolveFrom } from './from.ts'
import { resolvePipes } from './pipe.ts'
import { resolveQuery } from './query.ts'
import type { Relation, RelationColumn } from './relation.ts'
import { resolveSelect } from './select.ts'

export type SetOperator = Pick<SetOperationSyntax, 'operator' | 'all' | 'byName'> & Span

/** A chain of the same operator leans to the left: one scan, without recursion. */
export function resolveSetOperation(syntax: SetOperationSyntax, context: QueryContext): Relation {
  const terms: QueryBody[] = [syntax.right]
  let current: QueryBody = syntax.left
  for (; current.kind === 'setOperation' && isSameOperator(current, syntax); current = current.left)
    terms.push(current.right)
  terms.push(current)
  return uniteRelations(
    syntax,
    terms.reverse().map((term) => resolveTerm(term, context)),
    context.source,
  )
}

export function resolveTerm(term: QueryBody, context: QueryContext): Relation {
  switch (term.kind) {
    case 'select':
      return resolveSelect(term, { orderBy: [] }, context)
    case 'setOperation':
      return resolveSetOperation(term, context)
    case 'fromQuery':
      return resolvePipes(resolveFrom(term.from, context), [], context)
    case 'query':
      return resolveQuery(term, context)
  }
}

/** Columns go by position, or as BY NAME says; names are the first input's. */
export function uniteRelations(syntax: SetOperator, given: readonly Relation[], source: Source): Relation {
  const relations = syntax.byName ? arrangeByName(given, syntax.byName, source, syntax) : given
  const [first] = relations
  const word = `${syntax.operator} ${syntax.all ? 'ALL' : 'DISTINCT'}`
  refuseOtherCounts(relations, word, syntax)
  const types = first!.columns.map((_, index) => columnType(relations, index, word, syntax))
  if (!(syntax.operator === 'UNION' && syntax.all)) refuseIncomparable(types, word, syntax)
  const columns = first!.columns.map(
    ({ name }, index): RelationColumn => ({ name, column: newColumn(source, name, types[index]!) }),
  )
  const inputs = relations.map((relation) => {
    const coerced = coerceRelation(relation, types, source)
    return { scan: coerced.scan, columns: coerced.columns.map(({ column }) => column) }
  })
  const scan = {
    kind: 'setOperation',
    operator: syntax.operator,
    all: syntax.all,
    inputs,
    columns: columns.map(({ column }) => column),
  } as const
  return { scan, columns, valueTable: relations.every((relation) => relation.valueTable) }
}

function isSameOperator(left: SetOperationSyntax, right: SetOperationSyntax): boolean {
  return left.operator === right.operator && left.all === right.all && !left.byName && !right.byName
}

function columnType(relations: readonly Relation[], index: number, word: string, span: Span): Type {
  const operands = relations.map(({ columns }): Operand => {
    const { column, literal } = columns[index]!
    return literal ? asOperand(literal) : { type: column.type }
  })
  const type = supertype(operands)
  if (type) return type
  const types = operands.map((operand) => formatType(operand.type)).join(', ')
  return fail('type-mismatch', `Column ${index + 1} in ${word} has incompatible types: ${types}`, span)
}

function refuseOtherCounts(relations: readonly Relation[], word: string, span: Span): void {
  const count = relations[0]!.columns.length
  const other = relations.findIndex((relation) => relation.columns.length !== count)
  if (other < 0) return
  const found = relations[other]!.columns.length
  fail(
    'invalid-query',
    `Queries in ${word} have mismatched column count; query 1 has ${count} column${count === 1 ? '' : 's'}, query ${other + 1} has ${found} column${found === 1 ? '' : 's'}`,
    span,
  )
}

function refuseIncomparable(types: readonly Type[], word: string, span: Span): void {
  const index = types.findIndex((type) => type.kind !== 'array' && !supportsEquality(type))
  if (index >= 0)
    fail(
      'type-mismatch',
      `Column ${index + 1} in ${word} has type ${formatType(types[index]!)}, which cannot be compared`,
      span,
    )
}

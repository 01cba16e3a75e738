import type { Column, Expression } from '../resolved.ts'
import type { ExpressionSyntax, Identifier, SelectItem as ItemSyntax, ReplaceItem, Span } from '../syntax.ts'
import { formatType } from '../types.ts'
import { columnReference, extend, spanOf } from './build.ts'
import type { ExpressionContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { impliedName } from './implied-name.ts'
import { fieldAt } from './names.ts'
import type { NamedColumn, Names } from './scope.ts'
import { findName } from './scope.ts'
import type { SelectBlock, SelectItem } from './select-block.ts'
import { containsAggregate, containsWindow } from './select-block.ts'

type StarSyntax = Extract<ItemSyntax, { kind: 'star' }>

/** A column that a star stands for. */
export interface StarColumn {
  readonly name: string
  readonly expression: Expression
}

/** Resolves a SELECT list into the block's items. */
export function resolveItems(block: SelectBlock, syntax: readonly ItemSyntax[], context: ExpressionContext): void {
  for (const item of syntax) {
    if (item.kind === 'star') resolveStar(block, item, context)
    else
      addItem(
        block,
        item.alias?.name ?? impliedName(item.expression) ?? '',
        resolveExpression(item.expression, context),
        item,
      )
  }
}

export function addItem(
  block: SelectBlock,
  name: string,
  expression: Expression,
  span: Span,
  hidden = false,
): SelectItem {
  const column = newColumn(block.context.source, name, expression.type)
  const item: SelectItem = { name, column, expression, hidden, ...spanOf(span) }
  block.items.push(item)
  return item
}

/** All that `*` shows of these names; rows show their fields. */
export function starColumns(names: Names, span: Span): readonly StarColumn[] {
  return names.columns.filter((column) => !column.hidden).flatMap((column) => shownColumns(column, span))
}

function shownColumns({ name, column, row, merged }: NamedColumn, span: Span): readonly StarColumn[] {
  const reference = columnReference(column, span)
  if (!row) return [{ name, expression: reference }]
  return fieldColumns(reference, span).filter((field) => !merged?.has(field.name.toLowerCase()))
}

function fieldColumns(value: Expression, span: Span): readonly StarColumn[] {
  if (value.type.kind !== 'struct')
    return fail('type-mismatch', `Dot-star is not supported for type ${formatType(value.type)}`, span)
  return value.type.fields.map(({ name }, index) => ({ name, expression: fieldAt(value, index, span) }))
}

function resolveStar(block: SelectBlock, syntax: StarSyntax, context: ExpressionContext): void {
  if (!syntax.base && !block.from.names.columns.length && block.from.scan.kind === 'singleRow') {
    fail('invalid-query', 'SELECT * must have a FROM clause', syntax)
  }
  const columns = syntax.base ? dotStarColumns(block, syntax.base, context) : starColumns(block.from.names, syntax)
  refuseRepeated(syntax.except, 'EXCEPT')
  refuseRepeated(
    syntax.replace.map(({ alias }) => alias),
    'REPLACE',
  )
  const kept = withoutExcepted(columns, syntax.except)
  if (!kept.length)
    fail(
      'invalid-query',
      `SELECT * expands to zero columns${syntax.except.length ? ' after applying EXCEPT' : ''}`,
      syntax,
    )
  refuseUnknownReplacements(kept, syntax.replace)
  for (const column of kept) {
    const replacement = syntax.replace.find(({ alias }) => sameName(alias.name, column.name))
    if (replacement)
      addItem(block, replacement.alias.name, resolveExpression(replacement.expression, context), replacement)
    else addItem(block, column.name, column.expression, syntax)
  }
}

/** `t.*` or `value.*`; a value that is not just a column is computed once. */
function dotStarColumns(block: SelectBlock, base: ExpressionSyntax, context: ExpressionContext): readonly StarColumn[] {
  const target =
    base.kind === 'name' && base.path.names.length === 1 ? findName(context.scope, base.path.names[0]!.name) : undefined
  if (target && target !== 'ambiguous' && target.kind === 'range') {
    const { range } = target
    return range.row ? fieldColumns(columnReference(range.row, base), base) : starColumns(range.names, base)
  }
  const value = resolveExpression(base, context)
  if (isCheap(value)) return fieldColumns(value, base)
  fieldColumns(value, base)
  return fieldColumns(columnReference(computedOnce(block, value, base), base), base)
}

/** A value of rows is computed before grouping, so that GROUP BY can name its fields; one of groups when they are there. */
function computedOnce(block: SelectBlock, value: Expression, base: ExpressionSyntax): Column {
  if (containsAggregate(value, block) || containsWindow(value, block))
    return addItem(block, '', value, base, true).column
  const column = newColumn(block.context.source, '', value.type)
  block.from = { ...block.from, scan: extend(block.from.scan, [{ column, expression: value }]) }
  return column
}

function isCheap(value: Expression): boolean {
  return value.kind === 'column' || (value.kind === 'field' && isCheap(value.base))
}

function withoutExcepted(columns: readonly StarColumn[], except: readonly Identifier[]): readonly StarColumn[] {
  for (const { name, ...span } of except) {
    if (!columns.some((column) => sameName(column.name, name)))
      fail('unknown-column', `Column ${name} in SELECT * EXCEPT list does not exist`, span)
  }
  const names = new Set(except.map(({ name }) => name.toLowerCase()))
  return columns.filter((column) => !names.has(column.name.toLowerCase()))
}

function refuseRepeated(names: readonly Identifier[], list: string): void {
  const seen = new Set<string>()
  for (const { name, ...span } of names) {
    if (seen.has(name.toLowerCase())) fail('invalid-query', `Duplicate column ${name} in SELECT * ${list} list`, span)
    seen.add(name.toLowerCase())
  }
}

function refuseUnknownReplacements(columns: readonly StarColumn[], replace: readonly ReplaceItem[]): void {
  for (const { alias } of replace) {
    if (!columns.some((column) => sameName(column.name, alias.name)))
      fail('unknown-column', `Column ${alias.name} in SELECT * REPLACE list does not exist`, alias)
  }
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}

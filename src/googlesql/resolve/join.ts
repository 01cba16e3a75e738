import { asOperand, coerce } from '../coercion.ts'
import { supportsEquality } from '../functions/comparable.ts'
import type { ComputedColumn, Expression, Scan, UnnestScan } from '../resolved.ts'
import type { Identifier, JoinSyntax } from '../syntax.ts'
import { formatType } from '../types.ts'
import { callBuiltin, columnReference, condition, conjunction, extend } from './build.ts'
import { supertype } from './case.ts'
import type { ExpressionContext, QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import type { FromResult } from './from.ts'
import { resolveFrom } from './from.ts'
import { fieldAt } from './names.ts'
import type { NamedColumn, Names } from './scope.ts'
import { createNames, within } from './scope.ts'
import { visitColumns, visitScanParts } from './visit-tree.ts'

type JoinPart = Pick<JoinSyntax, 'type' | 'right' | 'on' | 'using' | 'start' | 'end'>

/** Joins what has been resolved with what the syntax has on the right. An array on the right may be made of the left's columns. */
export function resolveJoin(left: FromResult, syntax: JoinPart, context: QueryContext, lateral?: Names): FromResult {
  const keepsRight = syntax.type === 'right' || syntax.type === 'full'
  const visible = keepsRight ? lateral : lateral ? joinNames(lateral, left.names) : left.names
  const right = resolveFrom(syntax.right, context, visible)
  refuseSameAlias(left.names, right.names, syntax)
  const joined = syntax.using
    ? joinUsing(left, right, syntax, syntax.using, context)
    : joinOn(left, right, syntax, context)
  return joined
}

/** Two tables of one FROM clause cannot have one alias. */
function refuseSameAlias(left: Names, right: Names, syntax: JoinPart): void {
  const taken = new Set(left.ranges.map((range) => range.name.toLowerCase()))
  const twice = right.ranges.find((range) => taken.has(range.name.toLowerCase()))
  if (twice) fail('invalid-query', `Duplicate table alias ${twice.name} in the same FROM clause`, syntax.right)
}

function joinOn(left: FromResult, right: FromResult, syntax: JoinPart, context: QueryContext): FromResult {
  const names = joinNames(left.names, right.names)
  const inner: ExpressionContext = { ...context, scope: within(names, context.outer), clause: 'JOIN ON clause' }
  const on = syntax.on && condition(resolveExpression(syntax.on, inner), 'JOIN ON clause')
  if (
    !on &&
    (syntax.type === 'left' || syntax.type === 'right' || syntax.type === 'full' || syntax.type === 'inner') &&
    right.scan.kind !== 'unnest'
  ) {
    return fail(
      'invalid-query',
      `${syntax.type.toUpperCase()} JOIN must have an immediately following ON or USING clause`,
      syntax,
    )
  }
  return { scan: joinScans(left.scan, right.scan, syntax, on), names }
}

export function joinNames(left: Names, right: Names): Names {
  return createNames([...left.columns, ...right.columns], [...left.ranges, ...right.ranges])
}

function joinScans(left: Scan, right: Scan, syntax: JoinPart, condition: Expression | undefined): Scan {
  const columns = [...left.columns, ...right.columns]
  if (dependsOn(right, left)) return correlatedScan(left, right, syntax, condition, columns)
  const type = syntax.type === 'comma' || (syntax.type === 'inner' && !condition) ? 'cross' : syntax.type
  return { kind: 'join', type, left, right, ...(condition && { condition }), columns }
}

/** An array of the left side's: its elements are taken per row. */
function correlatedScan(
  left: Scan,
  right: Scan,
  syntax: JoinPart,
  condition: Expression | undefined,
  columns: Scan['columns'],
): UnnestScan {
  if (right.kind !== 'unnest' || right.input)
    return unsupported('An array of the left side inside a parenthesized join', syntax.right)
  return { ...right, input: left, outer: syntax.type === 'left', ...(condition && { condition }), columns }
}

function dependsOn(right: Scan, left: Scan): boolean {
  const ids = new Set(left.columns.map((column) => column.id))
  let depends = false
  const found = (expression: Expression) => visitColumns(expression, (column) => (depends ||= ids.has(column.id)))
  const scan = (part: Scan): void => visitScanParts(part, { expression: found, scan })
  if (right.kind === 'unnest' || right.kind === 'join') scan(right)
  return depends
}

interface UsingColumn {
  readonly name: string
  readonly left: Expression
  readonly right: Expression
}

/** USING's columns come first and once; of which side, the type of the join says. */
function joinUsing(
  left: FromResult,
  right: FromResult,
  syntax: JoinPart,
  using: readonly Identifier[],
  context: QueryContext,
): FromResult {
  const pairs = using.map(
    (name): UsingColumn => ({
      name: name.name,
      left: sideColumn(left.names, name, 'left'),
      right: sideColumn(right.names, name, 'right'),
    }),
  )
  const condition = conjunction(
    pairs.map((pair, index) => equality(pair, using[index]!)),
    syntax,
  )
  const joined = joinScans(left.scan, right.scan, syntax, condition)
  const computed: ComputedColumn[] = []
  const merged = pairs.map(
    (pair): NamedColumn => ({ name: pair.name, column: mergedColumn(pair, syntax, computed, context) }),
  )
  const rest = [...left.names.columns, ...right.names.columns].flatMap((column) => withoutUsing(column, pairs))
  return {
    scan: extend(joined, computed),
    names: createNames([...merged, ...rest], [...left.names.ranges, ...right.names.ranges]),
  }
}

function sideColumn(names: Names, name: Identifier, side: string): Expression {
  const target = names.find(name.name)
  if (target === 'ambiguous')
    return fail('ambiguous-column', `Column ${name.name} in USING clause is ambiguous on ${side} side of join`, name)
  if (target?.kind === 'column') return columnReference(target.column, name)
  if (target?.kind === 'field') return fieldAt(columnReference(target.row, name), target.index, name)
  if (target?.kind === 'range' && target.range.row) return columnReference(target.range.row, name)
  const own = names.columns.filter((column) => column.name.toLowerCase() === name.name.toLowerCase())
  if (own.length === 1) return columnReference(own[0]!.column, name)
  return fail('unknown-column', `Column ${name.name} in USING clause not found on ${side} side of join`, name)
}

function equality({ left, right }: UsingColumn, name: Identifier): Expression {
  const type = supertype([{ type: left.type }, { type: right.type }])
  if (type && supportsEquality(type)) return callBuiltin('$equal', [left, right], name)
  return fail(
    'type-mismatch',
    `Column '${name.name}' in USING has incompatible types that cannot be directly compared using equality on either side of the join: ${formatType(left.type)} and ${formatType(right.type)}`,
    name,
  )
}

function mergedColumn(
  { name, left, right }: UsingColumn,
  syntax: JoinPart,
  computed: ComputedColumn[],
  { source }: QueryContext,
) {
  const value = syntax.type === 'right' ? right : syntax.type === 'full' ? coalesce(left, right) : left
  if (value.kind === 'column') return value.column
  const column = newColumn(source, name, value.type)
  computed.push({ column, expression: value })
  return column
}

function coalesce(left: Expression, right: Expression): Expression {
  const type = supertype([asOperand(left), asOperand(right)])!
  return callBuiltin('COALESCE', [coerce(left, type), coerce(right, type)], left.span)
}

function withoutUsing(column: NamedColumn, pairs: readonly UsingColumn[]): readonly NamedColumn[] {
  const names = pairs.map((pair) => pair.name.toLowerCase())
  if (column.row) return [{ ...column, merged: new Set([...(column.merged ?? []), ...names]) }]
  return names.includes(column.name.toLowerCase()) && !column.hidden ? [] : [column]
}

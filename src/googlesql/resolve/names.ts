import type { Expression } from '../resolved.ts'
import type { Identifier, Path, Span } from '../syntax.ts'
import { formatType } from '../types.ts'
import { callBuiltin, columnReference, spanOf, stringLiteral } from './build.ts'
import type { ExpressionContext } from './context.ts'
import { fail } from './fail.ts'
import { bareFunction } from './implied-name.ts'
import type { NameTarget, RangeVariable, Scope } from './scope.ts'
import { allNames, findName } from './scope.ts'
import { didYouMean } from './suggest.ts'

/** What a dotted name stands for: a column, a table's row, a field of either, a variable, a function without parentheses. */
export function resolvePath(path: Path, context: ExpressionContext): Expression {
  const [first, ...rest] = path.names
  const bare = bareFunction(path)
  if (bare) return callBuiltin(bare.name, [], path)
  const target = findName(context.scope, first!.name)
  if (target === 'ambiguous') return fail('ambiguous-column', `Column name ${first!.name} is ambiguous`, first!)
  if (target) return resolveTarget(target, first!, rest)
  return (
    resolveTablePath(path, context.scope) ??
    resolveVariable(first!, rest, context) ??
    fail(
      'unknown-column',
      `Unrecognized name: ${first!.name}${didYouMean(first!.name, allNames(context.scope))}`,
      first!,
    )
  )
}

/** `base.name`: a STRUCT's field in any case, or a JSON object's member. */
export function accessField(base: Expression, name: Identifier): Expression {
  const span = { start: base.span.start, end: name.end }
  const { type } = base
  if (type.kind === 'scalar' && type.name === 'JSON')
    return callBuiltin('$json_field', [base, stringLiteral(name.name, name)], span)
  if (type.kind !== 'struct')
    return fail('unknown-field', `Cannot access field ${name.name} on a value with type ${formatType(type)}`, name)
  const wanted = name.name.toLowerCase()
  const index = type.fields.findIndex((field) => field.name.toLowerCase() === wanted)
  if (index < 0) {
    const hint = didYouMean(
      name.name,
      type.fields.map((field) => field.name),
    )
    return fail('unknown-field', `Field name ${name.name} does not exist in ${formatType(type)}${hint}`, name)
  }
  if (type.fields.some((field, other) => other > index && field.name.toLowerCase() === wanted)) {
    return fail('ambiguous-column', `Field name ${name.name} is ambiguous`, name)
  }
  return fieldAt(base, index, span)
}

export function fieldAt(base: Expression, index: number, span: Span): Expression {
  if (base.type.kind !== 'struct') throw new Error('a field of what is no struct')
  return { kind: 'field', base, index, type: base.type.fields[index]!.type, span: spanOf(span) }
}

/** A table's row as one value. */
export function rowValue(range: RangeVariable, span: Span): Expression {
  if (range.row) return columnReference(range.row, span)
  const shown = range.names.columns.filter((column) => !column.hidden)
  const fields = shown.map(({ name, column }) => ({ name, type: column.type }))
  return {
    kind: 'struct',
    values: shown.map(({ column }) => columnReference(column, span)),
    type: { kind: 'struct', fields },
    span: spanOf(span),
  }
}

function resolveTarget(target: NameTarget, name: Identifier, rest: readonly Identifier[]): Expression {
  switch (target.kind) {
    case 'column':
      return rest.reduce(accessField, columnReference(target.column, name))
    case 'field':
      return rest.reduce(accessField, fieldAt(columnReference(target.row, name), target.index, name))
    case 'item':
      return rest.reduce(accessField, target.use(name))
    case 'range':
      return rest.length ? resolveInRange(target.range, name, rest) : rowValue(target.range, name)
  }
}

function resolveInRange(range: RangeVariable, name: Identifier, [next, ...rest]: readonly Identifier[]): Expression {
  const target = range.names.find(next!.name)
  const span = { ...next!, start: name.start }
  if (target === 'ambiguous') return fail('ambiguous-column', `Column name ${next!.name} is ambiguous`, next!)
  if (target) return resolveTarget(target, span, rest)
  if (range.row) return [next!, ...rest].reduce(accessField, columnReference(range.row, name))
  return fail(
    'unknown-column',
    `Name ${next!.name} not found inside ${range.name}${didYouMean(next!.name, range.names.all())}`,
    next!,
  )
}

/** `dataset.table.column`, where the FROM clause says `dataset.table`. */
function resolveTablePath(path: Path, scope: Scope | undefined): Expression | undefined {
  for (let current = scope; current; current = current.parent) {
    const range = current.names.ranges.find(
      (candidate) => candidate.path && candidate.path.length > 1 && startsWith(path, candidate.path),
    )
    if (!range) continue
    const rest = path.names.slice(range.path!.length)
    return rest.length ? resolveInRange(range, path.names[0]!, rest) : rowValue(range, path)
  }
  return undefined
}

function startsWith(path: Path, prefix: readonly string[]): boolean {
  return prefix.every((name, index) => path.names[index]?.name === name)
}

function resolveVariable(
  name: Identifier,
  rest: readonly Identifier[],
  context: ExpressionContext,
): Expression | undefined {
  const key = name.name.toLowerCase()
  const type =
    context.source.through || context.source.calledAt ? undefined : context.source.analysis.options.variables?.get(key)
  return type && rest.reduce<Expression>(accessField, { kind: 'variable', name: key, type, span: spanOf(name) })
}

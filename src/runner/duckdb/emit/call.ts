import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import { arrayOf, sameType, type Type } from '../../../googlesql/types.ts'
import { duckDbType } from '../duckdb-type.ts'
import type { EmitCall } from '../emit-context.ts'
import { calls } from '../functions/table.ts'
import { scriptScalar } from '../script-function.ts'
import { createContext, lenientContext, unsupported, useScalar } from './context.ts'
import { emitExpression } from './expression.ts'
import { prepare, scopeOf } from './prepare.ts'
import { EMPTY, parenthesized, printSelect } from './relation.ts'
import { innerScope, isCheap, isPlain, newAlias, type Scope } from './scope.ts'
import { holdsSubquery } from './shape.ts'
import { bindOnce, renameFields } from './type-names.ts'

export function emitCall(call: CallExpression, scope: Scope): string {
  const sql = call.arguments.map((argument) => emitArgument(argument, call, scope))
  if (call.safe) return emitSafely(call, sql, scope)
  return call.arguments.some(holdsSubquery) ? emitAroundSubqueries(call, sql, scope) : emitCallOn(call, sql, scope)
}

/** The translation of a call whose arguments are translated already. */
export function emitCallOn(call: CallExpression, sql: readonly string[], scope: Scope): string {
  const context = createContext(scope.statement)
  const emit = translationOf(call, scope)
  const translated = guardNull(emit(sql, call, call.safe ? lenientContext(context) : context), sql, scope)
  // with a constant NULL before it, DuckDB may forget the type of the result
  return sql.some((text) => text.startsWith('CAST(NULL AS '))
    ? `CAST(${translated} AS ${duckDbType(call.type)})`
    : translated
}

/**
 * A function of ours that gives NULL for NULL need not be asked: it runs in JavaScript, and columns are often mostly NULL. Only its
 * first argument is looked at, and only where it is handed over as it is.
 */
function guardNull(translated: string, [first]: readonly string[], scope: Scope): string {
  const name = /^"bq_((?:[^"]|"")*)"\(/.exec(translated)
  const scalar = name && scope.statement.scalars.get(name[1]!)
  if (!scalar || scalar.acceptsNull || !first || isLiteralSql(first)) return translated
  const rest = translated.slice(name[0].length)
  if (!rest.startsWith(first) || !isClosedBy(rest)) return translated
  return bindOnce(
    first,
    () => newAlias(scope.statement, 'v'),
    (value) => `CASE WHEN ${value} IS NOT NULL THEN ${name[0]}${value}${rest.slice(first.length)} END`,
  )
}

function isLiteralSql(sql: string): boolean {
  return isCheap(sql) && !isPlain(sql)
}

/** Whether the parenthesis open before a text is closed by its last character only. */
function isClosedBy(rest: string): boolean {
  return rest.endsWith(')') && enclosingCalls(`(${rest.slice(0, -1)}`).length === 2
}

function translationOf(call: CallExpression, scope: Scope): EmitCall {
  if (call.script) {
    const scalar = scriptScalar(call.script, call.span)
    return (sql) => `${useScalar(scope.statement, scalar)}(${sql.join(', ')})`
  }
  const translation = calls[call.name]
  if (!translation)
    unsupported(`${call.writtenAs ?? call.name} is not translated for the embedded warehouse yet`, call.span)
  return translation
}

/** Arguments that share a type get the same names of struct fields, since DuckDB matches these by name. */
function emitArgument(argument: Expression, call: CallExpression, scope: Scope): string {
  const sql = emitExpression(argument, scope)
  const wanted = commonType(argument.type, call)
  return wanted && argument.kind !== 'lambda' && argument.kind !== 'part'
    ? renameFields(sql, argument.type, wanted, () => newAlias(scope.statement, 'v'))
    : sql
}

function commonType(type: Type, call: CallExpression): Type | undefined {
  if (type.kind === 'scalar') return undefined
  const first = call.arguments[0]!.type
  const candidates = [call.type, arrayOf(call.type), first, arrayOf(first)]
  return candidates.find((candidate) => sameType(candidate, type))
}

/**
 * `SAFE.f(x)`: what fails in `f` becomes NULL, what fails in `x` still fails; so `x` is evaluated outside. TRY takes no subquery,
 * which is one more reason.
 */
function emitSafely(call: CallExpression, sql: readonly string[], scope: Scope): string {
  const bound = call.arguments.flatMap((argument, index) => (canFail(argument, sql[index]!) ? [index] : []))
  if (bound.length === 0) return `TRY(${emitCallOn(call, sql, scope)})`
  const name = newAlias(scope.statement, 'v')
  const inner = sql.map((text, index) => (bound.includes(index) ? `${name}."a${index}"` : text))
  const values = bound.map((index) => `'a${index}': ${sql[index]}`)
  return `list_transform([{${values.join(', ')}}], lambda ${name}: TRY(${emitCallOn(call, inner, scope)}))[1]`
}

function canFail(argument: Expression, sql: string): boolean {
  return argument.kind !== 'lambda' && argument.kind !== 'part' && !isCheap(sql)
}

/**
 * A translation may put an argument into the body of a lambda, where DuckDB takes no subquery: then it is evaluated outside, and so are
 * the others, for a lambda (1.5.6) cannot capture a column of the nearest query beside one from around it.
 */
function emitAroundSubqueries(call: CallExpression, sql: readonly string[], scope: Scope): string {
  const names = call.arguments.map(({ kind }, index) =>
    kind === 'lambda' || kind === 'part' || isLiteralSql(sql[index]!) ? undefined : newAlias(scope.statement, 'q'),
  )
  const subqueries = names.map((name, index) => (holdsSubquery(call.arguments[index]!) ? name : undefined))
  // a query of the name is bound as the subquery would be
  const probe = emitCallOn(
    call,
    namesOr(
      sql,
      subqueries.map((name) => name && `(SELECT ${name})`),
    ),
    scope,
  )
  if (!subqueries.some((name) => name !== undefined && standsInLambda(name, probe))) return emitCallOn(call, sql, scope)
  const inner = innerScope(scope, new Map())
  const row = prepare(EMPTY, [], call.arguments, true, inner)
  const items = call.arguments.flatMap((argument, index) => {
    const name = names[index]
    return name === undefined ? [] : [{ sql: emitArgument(argument, call, scopeOf(row, inner)), name }]
  })
  const translated = emitCallOn(call, namesOr(sql, names), scope)
  return `(SELECT ${translated} FROM ${parenthesized(printSelect(row, items))} AS ${newAlias(scope.statement, 's')})`
}

function namesOr(sql: readonly string[], names: readonly (string | undefined)[]): readonly string[] {
  return sql.map((text, index) => names[index] ?? text)
}

function standsInLambda(name: string, sql: string): boolean {
  return [...sql.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].some((match) =>
    enclosingCalls(sql.slice(0, match.index)).some((text) => /\blambda\b/.test(text)),
  )
}

/** What stands in each open parenthesis before the end of a text. */
function enclosingCalls(before: string): readonly string[] {
  const open: string[] = ['']
  for (const character of before) {
    if (character === '(' || character === '[') open.push('')
    else if (character === ')' || character === ']') open.pop()
    else open[open.length - 1] += character
  }
  return open
}

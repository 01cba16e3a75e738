import type { CallExpression } from '../../../googlesql/resolved.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import { arrayOf, STRING, sameType } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import { latin1, latin1Bytes, latin1BytesEach, latin1Text } from './scalar/latin1.ts'
import { scriptRegexp } from './scalar/regexp-script.ts'
import {
  regexpExtractAll,
  regexpGroups,
  regexpInstr,
  regexpMatchesEmpty,
  regexpRewrite,
  rewriteFault,
} from './scalar/regexp-search.ts'
import { regexpShape } from './scalar/regexp-shape.ts'
import { isBytes, literalOf } from './shape.ts'

/** Regular expressions: both engines run RE2, so what differs is only which match is asked for. */
export const regexpEmit: Readonly<Record<string, EmitCall>> = {
  REGEXP_CONTAINS: overLatin1(contains),
  REGEXP_EXTRACT: overLatin1(extract),
  REGEXP_EXTRACT_ALL: overLatin1(extractAll),
  REGEXP_INSTR: overLatin1(instr),
  REGEXP_REPLACE: overLatin1(replace),
}

/** The pattern where it is known: text, of BYTES as Latin-1. */
function knownPattern(call: CallExpression): string | undefined {
  const value = literalOf(call.arguments[1])
  if (value instanceof Uint8Array) return latin1(value)
  return typeof value === 'string' ? value : undefined
}

/** BigQuery reads BYTES as Latin-1 there, so they can go through text and back. */
function overLatin1(emit: EmitCall): EmitCall {
  return (sql, call, context) => {
    if (!isBytes(call.arguments[0]!)) return emit(sql, call, context)
    const pattern = knownPattern(call)
    if (pattern === undefined)
      return context.unsupported(`${call.name} of BYTES is supported with a literal pattern only`, call.span)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: beyond ASCII
    if (/\(\?[a-z]*i/.test(pattern) && /[^\u0000-\u007f]|\\x/.test(pattern))
      return context.unsupported('letters beyond ASCII in a pattern that ignores case, of BYTES', call.span)
    const texts = sql.map((text, index) =>
      isBytes(call.arguments[index]!) ? `${context.use(latin1Text)}(${text})` : text,
    )
    const answer = emit(texts, call, context)
    if (isBytesType(call)) return `${context.use(latin1Bytes)}(${answer})`
    return sameType(call.type, arrayOf({ kind: 'scalar', name: 'BYTES' }))
      ? `${context.use(latin1BytesEach)}(${answer})`
      : answer
  }
}

function isBytesType(call: CallExpression): boolean {
  return call.type.kind === 'scalar' && call.type.name === 'BYTES'
}

/** Of the two, a file of Parquet answers only the match of a whole text by itself: once for each different text. */
function contains([text, pattern]: readonly string[], call: CallExpression): string {
  return `${isWhole(knownPattern(call)) ? 'regexp_full_match' : 'regexp_matches'}(${text}, ${pattern})`
}

/** `^…$` without alternatives and flags: what it finds is all of the text. Not every such pattern is recognized. */
function isWhole(pattern: string | undefined): boolean {
  return pattern !== undefined && /^\^(?![*+?{])(?:[^|\\(]|\((?!\?)|\(\?:|\\[^Q])*\$$/.test(pattern)
}

function extract(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const [text, pattern, position, occurrence] = sql
  if (position !== undefined) return extractNth(text!, pattern!, position, occurrence ?? '1', call, context)
  const known = knownPattern(call)
  if (known !== undefined) {
    const group = knownGroup(known, call)
    const { emptyMatch, filledGroup } = regexpShape(known)
    if (group === 0 ? !emptyMatch : filledGroup) return `nullif(regexp_extract(${text}, ${pattern}, ${group}), '')`
    return reuse(context, [text!], (t) => firstMatch(t!, pattern!, group))
  }
  return reuse(
    context,
    [text!, pattern!],
    (t, p) =>
      `CASE WHEN ${context.use(regexpGroups)}(${p}) = 0 THEN ${firstMatch(t!, p!, 0)} ELSE ${firstMatch(t!, p!, 1)} END`,
  )
}

/** DuckDB gives '' where nothing matches and where the group took no part; only the list of matches tells these apart. */
function firstMatch(text: string, pattern: string, group: number): string {
  return `coalesce(nullif(regexp_extract(${text}, ${pattern}, ${group}), ''), regexp_extract_all(${text}, ${pattern}, ${group})[1])`
}

function knownGroup(pattern: string, call: CallExpression): number {
  const { groups } = regexpShape(pattern)
  if (groups > 1) {
    throw new SqlError(
      'invalid-argument',
      'a regular expression that extracts must not have more than one capturing group',
      call.span,
    )
  }
  return groups
}

/** The text before the position is as if it were not there: `^` matches at the position. */
function extractNth(
  text: string,
  pattern: string,
  position: string,
  occurrence: string,
  call: CallExpression,
  context: EmitContext,
): string {
  return reuse(context, [text, pattern, position, occurrence], (t, p, from, nth) => {
    const rest = `substring(${t}, least(${from}, 4294967295))`
    const all = allMatches(rest, p!, call, context)
    const past = `(${from} > length(${t}) AND (${from} > 1 OR length(${t}) > 0))`
    return `CASE WHEN ${t} IS NULL OR ${p} IS NULL OR ${from} IS NULL OR ${nth} IS NULL THEN NULL
      WHEN ${from} <= 0 THEN ${context.fail(context.text('the position of REGEXP_EXTRACT must be positive'), STRING)}
      WHEN ${nth} <= 0 THEN ${context.fail(context.text('the occurrence of REGEXP_EXTRACT must be positive'), STRING)}
      WHEN ${past} THEN NULL ELSE ${all}[${nth}] END`
  })
}

function extractAll(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const all = allMatches(sql[0]!, sql[1]!, call, context)
  // a group that took no part gives '' here
  const known = knownPattern(call)
  if (known !== undefined && regexpShape(known).groups === 0) return all
  return `list_transform(${all}, lambda m: coalesce(m, ''))`
}

/** Every match, or its group, NULL where that took no part. DuckDB finds matches of the empty text also where RE2 does not look for them. */
function allMatches(text: string, pattern: string, call: CallExpression, context: EmitContext): string {
  const known = knownPattern(call)
  if (known === undefined) return allMatchesOfUnknown(text, pattern, call, context)
  const group = knownGroup(known, call)
  if (!regexpShape(known).emptyMatch) return `regexp_extract_all(${text}, ${pattern}, ${group})`
  if (!scriptRegexp(known)) return context.unsupported('a pattern like this, which can match the empty text', call.span)
  return `${context.use(regexpExtractAll)}(${text}, ${pattern})`
}

function allMatchesOfUnknown(text: string, pattern: string, call: CallExpression, context: EmitContext): string {
  // a pattern refused at run time must not turn into NULL
  if (call.safe) return context.unsupported(`SAFE.${call.name} with a pattern that is no literal`, call.span)
  return reuse(context, [text, pattern], (t, p) => {
    const all = (group: number) => `regexp_extract_all(${t}, ${p}, ${group})`
    return `CASE WHEN ${context.use(regexpMatchesEmpty)}(${p}) THEN ${context.use(regexpExtractAll)}(${t}, ${p})
      WHEN ${context.use(regexpGroups)}(${p}) = 0 THEN ${all(0)} ELSE ${all(1)} END`
  })
}

function instr(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const known = knownPattern(call)
  if (known === undefined) context.unsupported('REGEXP_INSTR is supported with a literal pattern only', call.span)
  knownGroup(known, call)
  const regexp = regexpShape(known).emptyMatch ? undefined : scriptRegexp(known)
  if (!regexp) context.unsupported('a pattern like this in REGEXP_INSTR', call.span)
  return `${context.use(regexpInstr(known, regexp))}(${sql[0]}, ${sql[2] ?? 1}, ${sql[3] ?? 1}, ${sql[4] ?? 0})`
}

function replace([text, pattern, rewrite]: readonly string[], call: CallExpression, context: EmitContext): string {
  const known = knownPattern(call)
  const value = literalOf(call.arguments[2])
  const knownRewrite = value instanceof Uint8Array ? latin1(value) : value
  if (known !== undefined && typeof knownRewrite === 'string') {
    const fault = rewriteFault(knownRewrite, regexpShape(known).groups)
    if (fault) return `CASE WHEN ${text} IS NULL THEN NULL ELSE ${context.fail(context.text(fault), STRING)} END`
    return `regexp_replace(${text}, ${pattern}, ${rewrite}, 'g')`
  }
  return reuse(
    context,
    [pattern!],
    (p) => `regexp_replace(${text}, ${p}, ${context.use(regexpRewrite)}(${p}, ${rewrite}), 'g')`,
  )
}

import type { CallExpression } from '../../../googlesql/resolved.ts'
import { STRING } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext, ScalarFunction } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import {
  editDistanceBytes,
  endsWithBytes,
  instrBytes,
  likeBytes,
  startsWithBytes,
  translateBytes,
} from './scalar/bytes.ts'
import { casefold } from './scalar/normal-form.ts'
import { editDistanceText, instrText, likeEach, translateText } from './scalar/text-search.ts'
import { isBytes, literalOf, scalarCall, textOrBytes } from './shape.ts'

/** Finding one text in another. */
export const textSearchEmit: Readonly<Record<string, EmitCall>> = {
  STARTS_WITH: textOrBytes(([text, prefix]) => `starts_with(${text}, ${prefix})`, scalarCall(startsWithBytes)),
  ENDS_WITH: textOrBytes(([text, suffix]) => `ends_with(${text}, ${suffix})`, scalarCall(endsWithBytes)),
  STRPOS: textOrBytes(([text, part]) => `strpos(${text}, ${part})`, instr(instrBytes)),
  INSTR: textOrBytes(
    (sql, call, context) => (sql.length === 2 ? `strpos(${sql.join(', ')})` : instr(instrText)(sql, call, context)),
    instr(instrBytes),
  ),
  TRANSLATE: textOrBytes(translate, scalarCall(translateBytes)),
  EDIT_DISTANCE: textOrBytes(editDistance(editDistanceText), editDistance(editDistanceBytes)),
  CONTAINS_SUBSTR: containsSubstr,
  $like: textOrBytes(
    ([text, pattern], call, context) => like(text!, pattern!, literalOf(call.arguments[1]), context),
    scalarCall(likeBytes),
  ),
  $like_any: quantified('any'),
  $like_all: quantified('all'),
}

function instr(scalar: ScalarFunction): EmitCall {
  return ([text, part, position, occurrence], _call, context) =>
    `${context.use(scalar)}(${text}, ${part}, ${position ?? 1}, ${occurrence ?? 1})`
}

function editDistance(scalar: ScalarFunction): EmitCall {
  return ([a, b, most], _call, context) => `${context.use(scalar)}(${a}, ${b}, ${most ?? '9223372036854775807'})`
}

/** DuckDB's translate() is the same but for characters named twice, which are an error. */
function translate(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const [from, to] = [literalOf(call.arguments[1]), literalOf(call.arguments[2])]
  const distinct = typeof from === 'string' && typeof to === 'string' && new Set(from).size === Array.from(from).length
  return `${distinct ? 'translate' : context.use(translateText)}(${sql.join(', ')})`
}

/**
 * The text, normalized (NFKC) and without case, is in the other. Only of STRING: the search through all fields of a row has
 * rules that nothing here can check.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions#contains_substr
 */
function containsSubstr([text]: readonly string[], call: CallExpression, context: EmitContext): string {
  const [value, needle] = [call.arguments[0]!, literalOf(call.arguments[1])]
  if (value.type.kind !== 'scalar' || value.type.name !== 'STRING' || call.arguments.length > 2) {
    context.unsupported('CONTAINS_SUBSTR is supported on a STRING only', call.span)
  }
  if (typeof needle !== 'string' || needle === '')
    context.unsupported('CONTAINS_SUBSTR is supported with a text to look for only', call.span)
  const folded = casefold(needle.normalize('NFKC')).normalize('NFKC')
  return `contains(${context.use(foldedText)}(${text}), ${context.text(folded)})`
}

const foldedText: ScalarFunction = {
  name: 'folded_text',
  parameters: [STRING],
  returns: STRING,
  evaluate: (text) => casefold((text as string).normalize('NFKC')).normalize('NFKC'),
}

/** A backslash makes the next character stand for itself, and must not be the last one. */
function like(text: string, pattern: string, literal: unknown, context: EmitContext): string {
  if (typeof literal === 'string' && !literal.includes('\\')) return `(${text} LIKE ${pattern})`
  return reuse(context, [text, pattern], (t, p) => {
    const odd = `regexp_matches(${p}, '(?s)^(?:[^\\\\]|\\\\.)*\\\\$')`
    const fault = context.fail(context.text('a LIKE pattern must not end with a backslash'), {
      kind: 'scalar',
      name: 'BOOL',
    })
    const matches = `(${t} LIKE ${p} ESCAPE '\\')`
    if (typeof literal !== 'string') return `CASE WHEN ${odd} AND ${t} IS NOT NULL THEN ${fault} ELSE ${matches} END`
    return endsWithBackslash(literal) ? `CASE WHEN ${t} IS NOT NULL THEN ${fault} END` : matches
  })
}

function endsWithBackslash(pattern: string): boolean {
  return /^(?:[^\\]|\\.)*\\$/s.test(pattern)
}

function quantified(quantifier: 'any' | 'all'): EmitCall {
  return (sql, call, context) => {
    const [text, ...patterns] = sql
    const bytes = isBytes(call.arguments[0]!)
    if (call.arguments[1]!.type.kind === 'array') {
      if (bytes) context.unsupported('LIKE ANY and LIKE ALL over an array of BYTES', call.span)
      return `${context.use(likeEach(quantifier))}(${text}, ${patterns[0]})`
    }
    return reuse(context, [text!], (t) => {
      const answers = patterns.map((pattern, index) =>
        bytes
          ? `${context.use(likeBytes)}(${t}, ${pattern})`
          : like(t!, pattern, literalOf(call.arguments[index + 1]), context),
      )
      return `(${answers.join(quantifier === 'any' ? ' OR ' : ' AND ')})`
    })
  }
}

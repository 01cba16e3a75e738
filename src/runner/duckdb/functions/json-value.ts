import type { EmitContext } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import type { PathStep } from './scalar/json/path.ts'

/** Where the document is: a STRING, in which anything may stand, or a value of type JSON. */
export type DocumentKind = 'text' | 'json'

/**
 * JSON_VALUE by DuckDB's own parser, some twenty times as fast as ours, wherever that gives BigQuery's answer for certain; else
 * `slow`. Undefined where the path is not one that both read alike.
 */
export function fastJsonValue(
  document: string,
  steps: readonly PathStep[],
  kind: DocumentKind,
  slow: (document: string) => string,
  context: EmitContext,
): string | undefined {
  const path = nativePath(steps, context)
  if (path === undefined) return undefined
  return reuse(context, [document], (given) => {
    const extracted = `json_extract_string(${given}, ${path})`
    const fast = reuse(context, [kind === 'json' ? extracted : `TRY(${extracted})`], (found) =>
      judge(found!, given!, path, steps, kind, slow(given!), context),
    )
    return kind === 'json' ? fast : `CASE WHEN ${mayHoldNan(given!)} THEN ${slow(given!)} ELSE ${fast} END`
  })
}

/** The path as DuckDB writes it; undefined where it would read it otherwise. */
export function nativePath(steps: readonly PathStep[], context: EmitContext): string | undefined {
  if (!steps.every(({ name, index }) => (index ? /^(?:0|[1-9]\d{0,8})$/ : /^\w[\w :-]*$/).test(name))) return undefined
  return context.text(`$${steps.map(({ name, index }) => (index ? `[${name}]` : `."${name}"`)).join('')}`)
}

/** DuckDB takes NaN and Infinity, at which BigQuery stops reading. The regular expression costs more than all the rest. */
export function mayHoldNan(document: string): string {
  const upper = `upper(${document})`
  return `(contains(${upper}, 'NAN') OR contains(${upper}, 'INF')) AND regexp_matches(${document}, '(?:^|[:,\\[\\s-])(?:[nN][aA][nN]|[iI][nN][fF])')`
}

function judge(
  found: string,
  document: string,
  path: string,
  steps: readonly PathStep[],
  kind: DocumentKind,
  slow: string,
  context: EmitContext,
): string {
  const text = kind === 'json' ? `CAST(${document} AS VARCHAR)` : document
  const halves = `WHEN strlen(${found}) <> length(${found}) AND (contains(${text}, '\\ud') OR contains(${text}, '\\uD')) THEN ${slow}`
  const first = `ascii(${found})`
  // what starts like a number or a bracket may also be a text; numbers but whole ones are spelled anew by DuckDB, and -0
  return `CASE WHEN ${found} IS NULL THEN ${whereMissing(document, text, steps, kind, slow, context)}
    ${kind === 'text' ? halves : ''}
    WHEN ${first} NOT IN (45, 91, 123) AND ${first} NOT BETWEEN 48 AND 57 THEN ${found}
    WHEN ${found} <> '0' AND CAST(TRY_CAST(${found} AS BIGINT) AS VARCHAR) = ${found} THEN ${found}
    ELSE CASE json_type(${document}, ${path}) WHEN 'VARCHAR' THEN ${found} WHEN 'UBIGINT' THEN ${found}
      WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL ELSE ${slow} END END`
}

function whereMissing(
  document: string,
  text: string,
  steps: readonly PathStep[],
  kind: DocumentKind,
  slow: string,
  context: EmitContext,
): string {
  const suspicion = mayBeMissed(document, text, steps, kind, context)
  return suspicion === '' ? 'NULL' : `CASE WHEN ${suspicion} THEN ${slow} END`
}

/**
 * Whether there may be a value where DuckDB finds none; empty: there is none. Text that is no JSON may still hold it; and BigQuery looks
 * on under the second of two equal keys, and finds the key "0" of an object by `[0]`.
 */
export function mayBeMissed(
  document: string,
  text: string,
  steps: readonly PathStep[],
  kind: DocumentKind,
  context: EmitContext,
): string {
  const suspicions = steps.flatMap(({ name, index }, position) => {
    if (index) return [`contains(${text}, ${context.text(`"${name}"`)})`]
    // A name that begins with a digit may also be the place of an item, which DuckDB does not think of.
    if (/^\d/.test(name)) return [`contains(${text}, '[')`]
    return position < steps.length - 1 ? [`len(string_split(${text}, ${context.text(`"${name}"`)})) > 2`] : []
  })
  if (kind === 'text') suspicions.push(`NOT json_valid(${document})`)
  return suspicions.length === 0 ? '' : [...suspicions, `contains(${text}, '\\u')`].join(' OR ')
}

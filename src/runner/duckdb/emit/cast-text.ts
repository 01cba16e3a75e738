import type { ScalarTypeName } from '../../../googlesql/types.ts'
import type { CastContext } from './cast.ts'
import { textCast } from './cast-scalars.ts'
import { useScalar } from './context.ts'
import { newAlias } from './scope.ts'
import { markCostly } from './share.ts'
import { bindOnce } from './type-names.ts'

interface TextForm {
  readonly type: string
  /** Texts that DuckDB reads as BigQuery does. */
  readonly usual: string
  /** Tells the most usual form in less time than a regular expression takes. */
  readonly isPlain?: (text: string) => string
}

const DATE_TEXT = '(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2}'
const TIME_TEXT = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?'
const INSTANT_TEXT = `${DATE_TEXT}([ T]${TIME_TEXT}(Z|[+]00(:00)?)?)?`

const TEXT_FORMS = {
  INT64: { type: 'BIGINT', usual: '-?[0-9]{1,18}', isPlain: isPlainInteger },
  FLOAT64: { type: 'DOUBLE', usual: '-?[0-9]{1,300}([.][0-9]+)?' },
  NUMERIC: { type: 'DECIMAL(38,9)', usual: '-?[0-9]{1,29}([.][0-9]{1,9})?' },
  DATE: { type: 'DATE', usual: DATE_TEXT, isPlain: isPlainDate },
  TIME: { type: 'TIME', usual: TIME_TEXT },
  DATETIME: { type: 'TIMESTAMP', usual: `${DATE_TEXT}([ T]${TIME_TEXT})?` },
  TIMESTAMP: { type: 'TIMESTAMPTZ', usual: INSTANT_TEXT, isPlain: isPlainInstant },
} satisfies Partial<Record<ScalarTypeName, TextForm>>

/**
 * A cast of a STRING. DuckDB reads texts of the usual form; whatever else BigQuery takes, and every refusal, is left to a function of
 * ours. NULL goes to neither, since calling a function costs much more than asking.
 */
export function textTo(name: keyof typeof TEXT_FORMS): (sql: string, context: CastContext) => string {
  return (sql, context) =>
    bindOnce(
      sql,
      () => newAlias(context.statement, 'v'),
      (text) => castText(name, TEXT_FORMS[name], text, context),
    )
}

function castText(
  name: ScalarTypeName,
  { type, usual, isPlain }: TextForm,
  text: string,
  context: CastContext,
): string {
  const native = `TRY_CAST(${text} AS ${type})`
  const other = callText(name, text, context)
  // a usual form that is no value (`2020-02-30`) is left to the function too, for its message
  const checked = `COALESCE(${native}, ${other})`
  const plain = isPlain ? `WHEN ${isPlain(text)} THEN ${checked} ` : ''
  const found = context.safe ? native : checked
  const sql = `CASE ${plain}WHEN regexp_full_match(${text}, '${usual}') THEN ${found} WHEN ${text} IS NOT NULL THEN ${other} END`
  return context.safe ? markCostly(context.statement, sql, text) : sql
}

/** DuckDB reads many forms, but writes one. */
function isPlainInteger(text: string): string {
  return `CAST(TRY_CAST(${text} AS BIGINT) AS VARCHAR) = ${text}`
}

/** As above, of the years 1 to 9999. */
function isPlainDate(text: string): string {
  return `strlen(${text}) = 10 AND ${text} BETWEEN '0001' AND ':' AND CAST(TRY_CAST(${text} AS DATE) AS VARCHAR) = ${text}`
}

/**
 * `2024-01-02T03:04:05.678Z`, as JavaScript writes it. Of texts that look so, DuckDB takes the wrong ones for none (and for NULL a leap
 * second, which goes to the function), but for blanks before an hour or a year, signs and the hour 24.
 */
function isPlainInstant(text: string): string {
  return `${text} GLOB '????-??-??T[0-2]?:??:??.???Z' AND ${text} BETWEEN '0001' AND ':' AND NOT contains(${text}, 'T24')`
}

export function callText(name: ScalarTypeName, text: string, { statement, safe }: CastContext): string {
  return `${useScalar(statement, textCast(name, safe)!)}(${text})`
}

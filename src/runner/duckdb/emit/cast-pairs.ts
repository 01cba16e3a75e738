import type { ScalarTypeName } from '../../../googlesql/types.ts'
import { BOOL } from '../../../googlesql/types.ts'
import type { CastContext } from './cast.ts'
import { FLOAT_TO_BIGNUMERIC, FLOAT_TO_TEXT, floatToNumeric, INTERVAL_TO_TEXT } from './cast-scalars.ts'
import { callText, textTo } from './cast-text.ts'
import { failSql, unsupported, useScalar } from './context.ts'
import { newAlias } from './scope.ts'
import { bindOnce } from './type-names.ts'

type ScalarCast = (sql: string, context: CastContext) => string

/** Every cast between scalar types that is proven; what is absent is refused. */
export const SCALAR_CASTS: Partial<Record<ScalarTypeName, Partial<Record<ScalarTypeName, ScalarCast>>>> = {
  BOOL: { INT64: plain('BIGINT'), STRING: plain('VARCHAR') },
  INT64: {
    BOOL: (sql) => `(${sql} <> 0)`,
    FLOAT64: plain('DOUBLE'),
    NUMERIC: plain('DECIMAL(38,9)'),
    BIGNUMERIC: plain('DECIMAL(38,15)'),
    STRING: plain('VARCHAR'),
  },
  FLOAT64: {
    INT64: (sql, { safe }) => `${castWord(safe)}(round(${sql}) AS BIGINT)`,
    NUMERIC: floatNumeric,
    BIGNUMERIC: (sql, { statement, safe, span }) =>
      safe
        ? unsupported('SAFE_CAST from FLOAT64 to BIGNUMERIC is not supported by the embedded warehouse', span)
        : `${useScalar(statement, FLOAT_TO_BIGNUMERIC)}(${sql})`,
    STRING: floatText,
  },
  NUMERIC: {
    INT64: checked('BIGINT'),
    FLOAT64: decimalFloat,
    BIGNUMERIC: checked('DECIMAL(38,15)'),
    STRING: decimalText,
  },
  BIGNUMERIC: {
    INT64: checked('BIGINT'),
    FLOAT64: decimalFloat,
    NUMERIC: checked('DECIMAL(38,9)'),
    STRING: decimalText,
  },
  STRING: {
    INT64: textTo('INT64'),
    FLOAT64: textTo('FLOAT64'),
    NUMERIC: textTo('NUMERIC'),
    DATE: textTo('DATE'),
    TIME: textTo('TIME'),
    DATETIME: textTo('DATETIME'),
    TIMESTAMP: textTo('TIMESTAMP'),
    BOOL: textBool,
    BYTES: (sql) => `encode(${sql})`,
    INTERVAL: (sql, context) => callText('INTERVAL', sql, context),
  },
  BYTES: {
    STRING: (sql, context) =>
      context.safe ? once(sql, context, (value) => `TRY(decode(${value}))`) : `decode(${sql})`,
  },
  DATE: {
    STRING: plain('VARCHAR'),
    DATETIME: plain('TIMESTAMP'),
    TIMESTAMP: (sql) => `make_timestamptz(epoch_us(${sql}))`,
  },
  DATETIME: {
    STRING: (sql, context) => paddedText(`CAST(${sql} AS VARCHAR)`, 19, context),
    DATE: plain('DATE'),
    TIME: plain('TIME'),
    TIMESTAMP: (sql) => `make_timestamptz(epoch_us(${sql}))`,
  },
  // DuckDB's own casts from TIMESTAMPTZ ask ICU for the zone, ten times slower than counting in UTC
  TIMESTAMP: {
    STRING: (sql, context) =>
      `(${paddedText(`CAST(make_timestamp(epoch_us(${sql})) AS VARCHAR)`, 19, context)} || '+00')`,
    DATE: (sql) => `CAST(make_timestamp(epoch_us(${sql})) AS DATE)`,
    TIME: (sql) => `CAST(make_timestamp(epoch_us(${sql})) AS TIME)`,
    DATETIME: (sql) => `make_timestamp(epoch_us(${sql}))`,
  },
  TIME: { STRING: (sql, context) => paddedText(`CAST(${sql} AS VARCHAR)`, 8, context) },
  INTERVAL: { STRING: (sql, { statement }) => `${useScalar(statement, INTERVAL_TO_TEXT)}(${sql})` },
}

/** A cast that cannot fail. */
function plain(type: string): ScalarCast {
  return (sql) => `CAST(${sql} AS ${type})`
}

/**
 * A cast that DuckDB does as BigQuery does, errors included. One that stands directly on a column fails (1.5.6) for rows that a CASE
 * around it excludes, if `unnest` made the column: it is done for all values at once; over a function it is not.
 */
function checked(type: string): ScalarCast {
  return (sql, { safe }) => (safe ? `TRY_CAST(${sql} AS ${type})` : `CAST(coalesce(${sql}, NULL) AS ${type})`)
}

function castWord(safe: boolean): string {
  return safe ? 'TRY_CAST' : 'CAST'
}

function once(sql: string, { statement }: CastContext, body: (value: string) => string): string {
  return bindOnce(sql, () => newAlias(statement, 'v'), body)
}

function textBool(sql: string, context: CastContext): string {
  return once(sql, context, (text) => {
    const failure = failSql(context.statement, `concat('Bad bool value: ', ${text})`, BOOL)
    const otherwise = context.safe ? 'CAST(NULL AS BOOLEAN)' : `CASE WHEN ${text} IS NOT NULL THEN ${failure} END`
    return `CASE lower(${text}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE ELSE ${otherwise} END`
  })
}

function floatText(sql: string, context: CastContext): string {
  return once(sql, context, (value) => {
    const isWhole = `${value} = trunc(${value}) AND abs(${value}) < 1e15`
    return `CASE WHEN ${isWhole} THEN CAST(CAST(trunc(${value}) AS BIGINT) AS VARCHAR) ELSE ${useScalar(context.statement, FLOAT_TO_TEXT)}(${value}) END`
  })
}

function floatNumeric(sql: string, context: CastContext): string {
  return once(sql, context, (value) => {
    const isWhole = `${value} = trunc(${value}) AND abs(${value}) < 1e15`
    const exact = `${useScalar(context.statement, floatToNumeric(context.safe))}(${value})`
    return `CASE WHEN ${isWhole} THEN CAST(CAST(trunc(${value}) AS BIGINT) AS DECIMAL(38,9)) ELSE ${exact} END`
  })
}

/** DuckDB divides the unscaled number, which is exact only while that is a whole FLOAT64. */
function decimalFloat(sql: string, context: CastContext): string {
  return once(
    sql,
    context,
    (value) =>
      `CASE WHEN abs(${value}) < 9 THEN CAST(${value} AS DOUBLE) ELSE CAST(CAST(${value} AS VARCHAR) AS DOUBLE) END`,
  )
}

function decimalText(sql: string): string {
  return `rtrim(rtrim(CAST(${sql} AS VARCHAR), '0'), '.')`
}

/** DuckDB writes as many digits of a second as needed; CAST AS STRING none, three or six. */
function paddedText(sql: string, whole: number, context: CastContext): string {
  return once(sql, context, (text) => {
    const padded = `CASE WHEN length(${text}) > ${whole + 4} THEN rpad(${text}, ${whole + 7}, '0') ELSE rpad(${text}, ${whole + 4}, '0') END`
    return `CASE WHEN length(${text}) = ${whole} THEN ${text} ELSE ${padded} END`
  })
}

import type { CastExpression, Expression } from '../../../googlesql/resolved.ts'
import { BYTES, NUMERIC, type ScalarTypeName, STRING, type Type } from '../../../googlesql/types.ts'
import { quoteText } from '../duckdb-type.ts'
import { readElements as parseElements, READ, subjectOf, WRITTEN } from '../functions/scalar/format-elements.ts'
import { readElements } from '../functions/scalar/read-elements.ts'
import { writeElements } from '../functions/scalar/write-elements.ts'
import { readNumberFormat, writeFloat, writeNumeric } from '../functions/scalar/write-number.ts'
import { localTime, momentOf } from '../functions/time-zone.ts'
import { castSql } from './cast.ts'
import { createContext, unsupported, useScalar } from './context.ts'
import { emitExpression } from './expression.ts'
import { newAlias, type Scope } from './scope.ts'
import { bindOnce } from './type-names.ts'

/** CAST with FORMAT, for formats that are literals. */
export function emitFormatCast(cast: CastExpression, scope: Scope): string {
  const format = cast.format?.kind === 'literal' ? cast.format.value : undefined
  if (format === null)
    return castSql(`CAST(NULL AS VARCHAR)`, STRING, cast.type, {
      statement: scope.statement,
      safe: true,
      span: cast.span,
    })
  if (typeof format !== 'string') return refuse(cast, 'with a format that is no literal')
  const [from, to] = [scalarName(cast.operand.type), scalarName(cast.type)]
  const sql = emitExpression(cast.operand, scope)
  if (to === 'STRING' && WRITTEN[from]) return writeTime(sql, from, format, cast, scope)
  if (from === 'STRING' && READ[to]) return readTime(sql, to, format, cast, scope)
  if (to === 'STRING' && ['INT64', 'NUMERIC', 'FLOAT64'].includes(from))
    return writeNumberIn(sql, from, format, cast, scope)
  return convertBytes(sql, from, to, format, cast, scope)
}

function scalarName(type: Type): ScalarTypeName | '' {
  return type.kind === 'scalar' ? type.name : ''
}

function refuse(cast: CastExpression, what: string): never {
  return unsupported(`CAST ${what} is not supported by the embedded warehouse`, cast.format?.span ?? cast.span)
}

function checkElements(format: string, allowed: readonly string[], cast: CastExpression): readonly string[] {
  const elements = parseElements(format)
  const names = (elements ?? []).filter((element) => element.kind === 'element').map((element) => element.name)
  if (!elements || !names.every((name) => allowed.includes(name))) refuse(cast, `with the format ${quoteText(format)}`)
  return names
}

function writeTime(sql: string, from: string, format: string, cast: CastExpression, scope: Scope): string {
  checkElements(format, WRITTEN[from]!, cast)
  const call = (local: string, offset: string) =>
    `${useScalar(scope.statement, writeElements)}(${quoteText(format)}, ${local}, ${offset})`
  if (from === 'DATE') return call(`CAST(${sql} AS TIMESTAMP)`, '0::BIGINT')
  if (from === 'TIME') return call(`(DATE '1970-01-01' + ${sql})`, '0::BIGINT')
  if (from === 'DATETIME') return call(sql, '0::BIGINT')
  if (!cast.timeZone) return call(`make_timestamp(epoch_us(${sql}))`, '0::BIGINT')
  const zone = cast.timeZone
  return once(sql, scope, (moment) =>
    once(localTime(createContext(scope.statement), moment, emitExpression(zone, scope), zone), scope, (local) =>
      call(local, `((epoch_us(${local}) - epoch_us(${moment})) // 60000000)`),
    ),
  )
}

function readTime(sql: string, to: string, format: string, cast: CastExpression, scope: Scope): string {
  const names = checkElements(format, READ[to]!, cast)
  checkReadable(names, cast)
  const today = `CAST(make_timestamp(${scope.statement.options.nowMicros}) AS DATE)`
  const local = `${useScalar(scope.statement, readElements)}(${sql}, ${quoteText(format)}, ${today}, ${cast.safe ? 'TRUE' : 'FALSE'})`
  if (to === 'DATETIME') return local
  if (to !== 'TIMESTAMP') return `CAST(${local} AS ${to})`
  return cast.timeZone && !names.includes('TZH')
    ? zoned(local, cast.timeZone, scope)
    : `make_timestamptz(epoch_us(${local}))`
}

function zoned(local: string, zone: Expression, scope: Scope): string {
  return momentOf(createContext(scope.statement), local, emitExpression(zone, scope), zone)
}

/** Each thing is said once, and a twelve-hour clock comes with its half of the day. */
function checkReadable(names: readonly string[], cast: CastExpression): void {
  const subjects = names.map(subjectOf)
  const isTwelve = names.includes('HH') || names.includes('HH12')
  const isClear = new Set(subjects).size === subjects.length && isTwelve === names.includes('AM')
  const isSecondOfDay = names.includes('SSSSS') && subjects.some((subject) => ['hour', 'MI', 'SS'].includes(subject))
  // the evaluator reads A.M. and P.M. only with their points
  const hasPoints = !/\b[AP]M\b/i.test(cast.format?.kind === 'literal' ? String(cast.format.value) : '')
  if (!isClear || isSecondOfDay || !hasPoints || (names.includes('TZM') && !names.includes('TZH')))
    refuse(cast, 'from a text in this format')
}

function writeNumberIn(sql: string, from: string, format: string, cast: CastExpression, scope: Scope): string {
  if (!readNumberFormat(format)) refuse(cast, `with the format ${quoteText(format)}`)
  if (from === 'FLOAT64') return `${useScalar(scope.statement, writeFloat)}(${quoteText(format)}, ${sql})`
  const numeric = castSql(sql, cast.operand.type, NUMERIC, { statement: scope.statement, safe: false, span: cast.span })
  return `${useScalar(scope.statement, writeNumeric)}(${quoteText(format)}, ${numeric})`
}

function convertBytes(
  sql: string,
  from: string,
  to: string,
  format: string,
  cast: CastExpression,
  scope: Scope,
): string {
  const name = format.toUpperCase()
  const guarded = (converted: string) => (cast.safe ? `TRY(${converted})` : converted)
  if (from === 'BYTES' && to === 'STRING') {
    if (name === 'HEX' || name === 'BASE16') return `lower(hex(${sql}))`
    if (name === 'BASE64') return `to_base64(${sql})`
    if (name === 'UTF-8' || name === 'UTF8')
      return castSql(sql, BYTES, STRING, { statement: scope.statement, safe: cast.safe, span: cast.span })
  }
  if (from === 'STRING' && to === 'BYTES') {
    if (name === 'HEX' || name === 'BASE16') return once(sql, scope, (text) => guarded(`unhex(${text})`))
    if (name === 'UTF-8' || name === 'UTF8') return `encode(${sql})`
  }
  return refuse(cast, `with the format ${quoteText(format)}`)
}

function once(sql: string, scope: Scope, body: (value: string) => string): string {
  return bindOnce(sql, () => newAlias(scope.statement, 'v'), body)
}

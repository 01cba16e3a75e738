import type { CastExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import { duckDbType, quoteText } from '../duckdb-type.ts'
import { failSql, unsupported } from './context.ts'
import { newAlias, type Statement } from './scope.ts'
import { bindOnce } from './type-names.ts'

/** Holds a value to the parameters of `STRING(5)`, `BYTES(5)`, `NUMERIC(10, 2)`. What does not fit is an error, for SAFE_CAST too. */
export function restrictType(sql: string, cast: CastExpression, statement: Statement): string {
  const { type, typeParameters = [] } = cast
  const name = type.kind === 'scalar' ? type.name : ''
  const once = (value: string, body: (value: string) => string) => bindOnce(value, () => newAlias(statement, 'v'), body)
  if (name === 'STRING' || name === 'BYTES') {
    const length = (value: string) => (name === 'STRING' ? `length(${value})` : `octet_length(${value})`)
    const [maximum] = typeParameters
    const message = (value: string) =>
      `concat('${name}(${maximum}) has maximum length ${maximum} but got a value with length ', ${length(value)})`
    return once(
      sql,
      (value) =>
        `CASE WHEN ${length(value)} > ${maximum} THEN ${failSql(statement, message(value), type)} ELSE ${value} END`,
    )
  }
  if (name !== 'NUMERIC')
    return unsupported(`a parameterized ${formatType(type)} is not supported by the embedded warehouse`, cast.span)
  const [precision, scale = 0] = typeParameters as [number, number?]
  const limit = '9'.repeat(precision - scale) + (scale > 0 ? `.${'9'.repeat(scale)}` : '')
  const parameters = scale > 0 ? `${precision}, ${scale}` : `${precision}`
  const message = quoteText(
    `NUMERIC(${parameters}) has precision ${precision} and scale ${scale} but got a value that is not in range of [-${limit}, ${limit}]`,
  )
  const rounded = `CAST(round(${sql}, ${scale}) AS ${duckDbType(type)})`
  return once(
    rounded,
    (value) => `CASE WHEN abs(${value}) > ${limit || '0'} THEN ${failSql(statement, message, type)} ELSE ${value} END`,
  )
}

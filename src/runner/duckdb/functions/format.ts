import type { CallExpression } from '../../../googlesql/resolved.ts'
import type { EmitContext } from '../emit-context.ts'
import { formatFunction } from './scalar/format.ts'
import { literalOf } from './shape.ts'

/** FORMAT. */
export function format(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const types = call.arguments.slice(1).map((argument) => argument.type)
  return plainFormat(sql, call, context) ?? `${context.use(formatFunction(types))}(${sql.join(', ')})`
}

/** A literal pattern of bare `%s` and `%d` only, without our function; undefined for any other. */
function plainFormat([, ...values]: readonly string[], call: CallExpression, context: EmitContext): string | undefined {
  const pattern = literalOf(call.arguments[0])
  if (typeof pattern !== 'string' || !/^(?:[^%]|%[sd%])*$/.test(pattern)) return undefined
  const pieces = pattern.match(/%s|%d|(?:[^%]|%%)+/g) ?? []
  let next = 0
  const parts = pieces.map((piece) => {
    if (piece !== '%s' && piece !== '%d') return context.text(piece.replaceAll('%%', '%'))
    const { type } = call.arguments[next + 1] ?? {}
    const [value, name] = [values[next++], type?.kind === 'scalar' ? type.name : undefined]
    // as in C, a text ends at NUL
    if (piece === '%s') return name === 'STRING' ? `split_part(${value}, chr(0), 1)` : undefined
    return name === 'INT64' ? `CAST(${value} AS VARCHAR)` : undefined
  })
  const fits = next === values.length && next > 0 && !parts.includes(undefined)
  return fits ? `(${parts.join(' || ')})` : undefined
}

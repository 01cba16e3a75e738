import type { CallExpression } from '../../../googlesql/resolved.ts'
import { STRING } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import { padBytes, repeatBytes, replaceBytes, reverseBytes, splitBytes, substrBytes } from './scalar/bytes.ts'
import { literalOf, scalarCall, textOrBytes, unlessFault } from './shape.ts'

/** Cutting, padding, repeating. DuckDB counts code points as BigQuery does; where its answers differ at the edges is said there. */
export const textPartsEmit: Readonly<Record<string, EmitCall>> = {
  SUBSTR: textOrBytes(
    substr,
    ([bytes, position, length], _call, context) =>
      `${context.use(substrBytes)}(${bytes}, ${position}, ${length ?? MAX})`,
  ),
  LEFT: textOrBytes(edge('left', 'LEFT'), ([bytes, length], _call, context) =>
    sideOfBytes(context, bytes!, length!, '1'),
  ),
  RIGHT: textOrBytes(edge('right', 'RIGHT'), (sql, _call, context) =>
    reuse(context, sql, (bytes, length) =>
      sideOfBytes(context, bytes!, length!, `greatest(octet_length(${bytes}) - ${length}, 0) + 1`),
    ),
  ),
  LPAD: textOrBytes(pad('lpad'), padOfBytes(true)),
  RPAD: textOrBytes(pad('rpad'), padOfBytes(false)),
  REPEAT: textOrBytes(repeat, scalarCall(repeatBytes)),
  REPLACE: textOrBytes(([text, from, to]) => `replace(${text}, ${from}, ${to})`, scalarCall(replaceBytes)),
  // DuckDB's reverse() keeps combining marks behind their letters
  REVERSE: textOrBytes(
    ([text], _call, context) =>
      reuse(
        context,
        [text!],
        (t) =>
          `CASE WHEN strlen(${t}) = length(${t}) THEN reverse(${t}) ELSE array_to_string(list_reverse(string_split(${t}, '')), '') END`,
      ),
    scalarCall(reverseBytes),
  ),
  SPLIT: textOrBytes(split, scalarCall(splitBytes)),
}

const MAX = '9223372036854775807'
/** DuckDB takes no offset or length beyond; no text is that long. */
const MAX_OFFSET = '4294967295'

function substr(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const [position, length] = [literalOf(call.arguments[1]), literalOf(call.arguments[2])]
  const simple = isSize(position) && position > 0n
  if (simple && call.arguments.length === 2) return `substring(${sql[0]}, ${position})`
  if (simple && isSize(length)) return `substring(${sql[0]}, ${position}, ${length})`
  if (call.arguments.length === 2) return reuse(context, sql, (text, from) => substringFrom(text!, from!))
  return reuse(context, sql, (text, from, size) => {
    const cut = reuse(context, [substringFrom(text!, from!)], (rest) => sideOf('left', rest!, size!))
    return unlessFault(context, negative(size!, 'the length of SUBSTR', [text!, from!]), cut, call.type)
  })
}

/** A literal that DuckDB can take as it is. */
function isSize(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value < 2n ** 31n
}

/** From a position: 0 is 1, negative ones count from the end, no further than the start. */
function substringFrom(text: string, from: string): string {
  return `CASE WHEN ${from} BETWEEN 1 AND ${MAX_OFFSET} THEN substring(${text}, ${from}) WHEN ${from} > 0 THEN left(${text}, 0)
    WHEN ${from} BETWEEN -${MAX_OFFSET} AND -1 THEN right(${text}, -${from}) WHEN ${from} IS NOT NULL THEN ${text} END`
}

/** A side of the text, whole where the length is beyond what DuckDB takes. */
function sideOf(name: 'left' | 'right', text: string, size: string): string {
  return `CASE WHEN ${size} > ${MAX_OFFSET} THEN ${text} ELSE ${name}(${text}, ${size}) END`
}

/** Negative lengths mean something else to DuckDB. */
function edge(name: 'left' | 'right', written: string): EmitCall {
  return (sql, call, context) => {
    if (isSize(literalOf(call.arguments[1]))) return `${name}(${sql.join(', ')})`
    return reuse(context, sql, (text, size) =>
      unlessFault(context, negative(size!, `the length of ${written}`, [text!]), sideOf(name, text!, size!), call.type),
    )
  }
}

function negative(number: string, what: string, given: readonly string[]) {
  return { when: `${number} < 0`, message: `${what} must not be negative`, given }
}

function sideOfBytes(context: EmitContext, bytes: string, length: string, start: string): string {
  const guard = unlessFault(context, negative(length, 'the length of LEFT and RIGHT', [bytes]), length, {
    kind: 'scalar',
    name: 'INT64',
  })
  return `${context.use(substrBytes)}(${bytes}, ${start}, ${guard})`
}

function pad(name: 'lpad' | 'rpad'): EmitCall {
  return (sql, call, context) => {
    const [text, size, pattern = "' '"] = sql
    const [length, fill] = [literalOf(call.arguments[1]), call.arguments[2] ? literalOf(call.arguments[2]) : ' ']
    const known = isSize(length) && typeof fill === 'string' && fill !== ''
    if (known) return `${name}(${text}, ${length}, ${pattern})`
    return reuse(context, [text!, size!, pattern], (t, n, p) => {
      const padded = unlessFault(
        context,
        { when: `${p} = ''`, message: 'LPAD and RPAD need something to pad with', given: [t!, n!] },
        `${name}(${t}, CAST(${n} AS INTEGER), ${p})`,
        STRING,
      )
      return unlessFault(context, negative(n!, 'the length of LPAD and RPAD', [t!, p!]), padded, STRING)
    })
  }
}

function padOfBytes(left: boolean): EmitCall {
  return ([bytes, length, pattern = "' '::BLOB"], _call, context) =>
    `${context.use(padBytes)}(${bytes}, ${length}, ${pattern}, ${left})`
}

function repeat(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  return reuse(context, sql, (text, times) =>
    unlessFault(context, negative(times!, 'the count of REPEAT', [text!]), `repeat(${text}, ${times})`, call.type),
  )
}

/** DuckDB does not split by NULL and gives the text whole. */
function split([text, delimiter = "','"]: readonly string[], call: CallExpression, context: EmitContext): string {
  if (call.arguments.length === 1 || typeof literalOf(call.arguments[1]) === 'string')
    return `string_split(${text}, ${delimiter})`
  return reuse(context, [delimiter], (by) => `CASE WHEN ${by} IS NOT NULL THEN string_split(${text}, ${by}) END`)
}

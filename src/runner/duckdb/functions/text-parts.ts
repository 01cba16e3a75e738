import { STRING } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import {
  padBytes,
  repeatBytes,
  replaceBytes,
  reverseBytes,
  splitBytes,
  substrBytes,
  trimBytes,
} from './scalar/bytes.ts'
import { INITCAP_DELIMITERS } from './scalar/letter-case.ts'
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
  TRIM: textOrBytes(trim('trim'), trimOfBytes(true, true)),
  LTRIM: textOrBytes(trim('ltrim'), trimOfBytes(true, false)),
  RTRIM: textOrBytes(trim('rtrim'), trimOfBytes(false, true)),
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
  SPLIT: textOrBytes(([text, delimiter]) => `string_split(${text}, ${delimiter ?? "','"})`, scalarCall(splitBytes)),
}

const MAX = '9223372036854775807'
/** DuckDB takes no offset or length beyond. */
const MAX_OFFSET = '4294967295'

function substr(sql: readonly string[], call: Parameters<EmitCall>[1], context: EmitContext): string {
  const [position, length] = [literalOf(call.arguments[1]), literalOf(call.arguments[2])]
  const simple = typeof position === 'bigint' && position > 0n && position < 2n ** 31n
  if (simple && call.arguments.length === 2) return `substring(${sql[0]}, ${position})`
  if (simple && typeof length === 'bigint' && length >= 0n && length < 2n ** 31n)
    return `substring(${sql[0]}, ${position}, ${length})`
  if (call.arguments.length === 2) return reuse(context, sql, (text, from) => substringFrom(text!, from!))
  return reuse(context, sql, (text, from, size) => {
    const cut = `left(${substringFrom(text!, from!)}, least(${size}, ${MAX_OFFSET}))`
    return unlessFault(
      context,
      { when: `${size} < 0`, message: 'the length of SUBSTR must not be negative', given: [text!, from!] },
      cut,
      call.type,
    )
  })
}

/** From a position: 0 is 1, negative ones count from the end, no further than the start. */
function substringFrom(text: string, from: string): string {
  return `CASE WHEN ${from} < 0 THEN right(${text}, -greatest(${from}, -${MAX_OFFSET})) ELSE substring(${text}, least(greatest(${from}, 1), ${MAX_OFFSET})) END`
}

/** Negative lengths mean something else to DuckDB. */
function edge(name: 'left' | 'right', written: string): EmitCall {
  return (sql, call, context) => {
    const length = literalOf(call.arguments[1])
    if (typeof length === 'bigint' && length >= 0n && length < 2n ** 31n) return `${name}(${sql.join(', ')})`
    return reuse(context, sql, (text, size) =>
      unlessFault(
        context,
        negative(size!, `the length of ${written}`, [text!]),
        `${name}(${text}, least(${size}, ${MAX_OFFSET}))`,
        call.type,
      ),
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
    const known =
      typeof length === 'bigint' && length >= 0n && length < 2n ** 31n && typeof fill === 'string' && fill !== ''
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

/** All of Unicode's white space; DuckDB alone trims spaces only. */
const WHITE_SPACE = INITCAP_DELIMITERS.replace(/[!-~]/g, '')

function trim(name: 'trim' | 'ltrim' | 'rtrim'): EmitCall {
  return ([text, set], _call, context) => `${name}(${text}, ${set ?? context.text(WHITE_SPACE)})`
}

function trimOfBytes(left: boolean, right: boolean): EmitCall {
  return ([bytes, set], _call, context) => `${context.use(trimBytes)}(${bytes}, ${set}, ${left}, ${right})`
}

function repeat(sql: readonly string[], call: Parameters<EmitCall>[1], context: EmitContext): string {
  return reuse(context, sql, (text, times) =>
    unlessFault(context, negative(times!, 'the count of REPEAT', [text!]), `repeat(${text}, ${times})`, call.type),
  )
}

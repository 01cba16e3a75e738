import type { CallExpression } from '../../../googlesql/resolved.ts'
import { STRING } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { format } from './format.ts'
import { letterCaseEmit } from './letter-case.ts'
import { regexpEmit } from './regexp.ts'
import { reuse } from './reuse.ts'
import { bytesToCodePoints, codePointsToBytes, codePointsToString } from './scalar/code-points.ts'
import { bytesToStringSafely } from './scalar/latin1.ts'
import { literalOf, scalarCall, textOrBytes, unlessFault } from './shape.ts'
import { textPartsEmit } from './text-parts.ts'
import { textSearchEmit } from './text-search.ts'
import { trimEmit } from './trim.ts'

/** Functions and operators on STRING and BYTES. */
export const stringsEmit: Readonly<Record<string, EmitCall>> = {
  ...textPartsEmit,
  ...trimEmit,
  ...textSearchEmit,
  ...letterCaseEmit,
  ...regexpEmit,
  LENGTH: textOrBytes(
    ([text]) => `length(${text})`,
    ([bytes]) => `octet_length(${bytes})`,
  ),
  CHAR_LENGTH: ([text]) => `length(${text})`,
  BYTE_LENGTH: textOrBytes(
    ([text]) => `strlen(${text})`,
    ([bytes]) => `octet_length(${bytes})`,
  ),
  // || of DuckDB gives NULL where one is NULL; its concat() does not
  CONCAT: (sql) => (sql.length === 1 ? sql[0]! : `(${sql.join(' || ')})`),
  $concat: (sql) => `(${sql.join(' || ')})`,
  ASCII: ascii,
  CHR: chr,
  UNICODE: ([text], _call, context) =>
    reuse(context, [text!], (t) => `CASE WHEN ${t} = '' THEN 0::BIGINT ELSE CAST(unicode(${t}) AS BIGINT) END`),
  TO_CODE_POINTS: textOrBytes(
    ([text], _call, context) =>
      reuse(
        context,
        [text!],
        (t) =>
          `CASE WHEN ${t} = '' THEN CAST([] AS BIGINT[]) ELSE list_transform(string_split(${t}, ''), lambda c: CAST(unicode(c) AS BIGINT)) END`,
      ),
    scalarCall(bytesToCodePoints),
  ),
  CODE_POINTS_TO_STRING: scalarCall(codePointsToString),
  CODE_POINTS_TO_BYTES: scalarCall(codePointsToBytes),
  SAFE_CONVERT_BYTES_TO_STRING: scalarCall(bytesToStringSafely),
  COLLATE: collate,
  FORMAT: format,
}

function ascii([text]: readonly string[], call: CallExpression, context: EmitContext): string {
  return reuse(context, [text!], (t) =>
    unlessFault(
      context,
      { when: `ascii(${t}) > 127`, message: 'ASCII takes a text that starts with an ASCII character', given: [] },
      `CAST(ascii(${t}) AS BIGINT)`,
      call.type,
    ),
  )
}

function chr([point]: readonly string[], _call: CallExpression, context: EmitContext): string {
  return reuse(context, [point!], (p) =>
    unlessFault(
      context,
      {
        when: `NOT (${p} BETWEEN 0 AND 55295 OR ${p} BETWEEN 57344 AND 1114111)`,
        message: 'CHR takes a code point of Unicode',
        given: [],
      },
      `chr(CAST(${p} AS INTEGER))`,
      STRING,
    ),
  )
}

/** No collation is the only one that does not change how the text compares afterwards. */
function collate([text]: readonly string[], call: CallExpression, context: EmitContext): string {
  return literalOf(call.arguments[1]) === '' ? text! : context.unsupported('COLLATE is not supported', call.span)
}

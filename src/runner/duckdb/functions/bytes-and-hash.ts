import type { CallExpression } from '../../../googlesql/resolved.ts'
import type { EmitCall, EmitContext, ScalarFunction } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import { bytesAnd, bytesNot, bytesOr, bytesShiftLeft, bytesShiftRight, bytesXor } from './scalar/bitwise-bytes.ts'
import { base32FromBytes, bitCountBytes, bytesFromBase32, bytesFromBase64, sha512Bytes } from './scalar/encodings.ts'
import { fingerprintBytes, fingerprintText } from './scalar/farm-fingerprint.ts'
import { scalarCall, textOrBytes, unlessFault } from './shape.ts'

/** Encodings, hashes and bits of BYTES. Encryption (AEAD, KEYS) is not translated: it needs keys that are not here. */
export const bytesAndHashEmit: Readonly<Record<string, EmitCall>> = {
  BIT_COUNT: textOrBytes(([value]) => `CAST(bit_count(${value}) AS BIGINT)`, scalarCall(bitCountBytes)),
  FARM_FINGERPRINT: textOrBytes(scalarCall(fingerprintText), scalarCall(fingerprintBytes)),
  FROM_BASE32: scalarCall(bytesFromBase32),
  FROM_BASE64: scalarCall(bytesFromBase64),
  FROM_HEX: fromHex,
  GENERATE_UUID: () => 'CAST(uuid() AS VARCHAR)',
  MD5: ([value]) => `unhex(md5(${value}))`,
  SHA1: ([value]) => `unhex(sha1(${value}))`,
  SHA256: ([value]) => `unhex(sha256(${value}))`,
  SHA512: textOrBytes(
    ([text], _call, context) => `${context.use(sha512Bytes)}(encode(${text}))`,
    scalarCall(sha512Bytes),
  ),
  TO_BASE32: scalarCall(base32FromBytes),
  TO_BASE64: ([bytes]) => `to_base64(${bytes})`,
  TO_HEX: toHex,
}

/** DuckDB's hashes are hexadecimal from the start. */
function toHex([bytes]: readonly string[], call: CallExpression): string {
  const [hash] = call.arguments
  const plain = hash?.kind === 'call' && ['MD5', 'SHA1', 'SHA256'].includes(hash.name) && !hash.safe
  return plain && bytes!.startsWith('unhex(') ? bytes!.slice('unhex('.length, -1) : `lower(hex(${bytes}))`
}

function fromHex([text]: readonly string[], call: CallExpression, context: EmitContext): string {
  return reuse(context, [text!], (t) =>
    unlessFault(
      context,
      {
        when: `NOT regexp_full_match(${t}, '[0-9a-fA-F]*')`,
        message: 'FROM_HEX takes hexadecimal digits only',
        given: [],
      },
      `unhex(${t})`,
      call.type,
    ),
  )
}

const BITWISE: Readonly<Record<string, ScalarFunction>> = {
  $bitwise_and: bytesAnd,
  $bitwise_or: bytesOr,
  $bitwise_xor: bytesXor,
  $bitwise_not: bytesNot,
  $shift_left: bytesShiftLeft,
  $shift_right: bytesShiftRight,
}

/** `& | ^ ~ << >>` of BYTES. */
export const bytesBitwise: EmitCall = (sql, call, context) => scalarCall(BITWISE[call.name]!)(sql, call, context)

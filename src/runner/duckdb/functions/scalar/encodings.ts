import { createHash } from 'node:crypto'
import { BYTES, INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

/** FROM_BASE64: spaces and missing padding are allowed. @throws for other characters */
export const bytesFromBase64: ScalarFunction = {
  name: 'from_base64',
  parameters: [STRING],
  returns: BYTES,
  evaluate: (text) => {
    const match = /^([A-Za-z0-9+/]*)(={0,2})$/.exec((text as string).replace(/[\t\n\v\f\r ]/g, ''))
    const [digits, padding] = [match?.[1] ?? '', match?.[2] ?? '']
    const padded = padding === '' || (digits.length + padding.length) % 4 === 0
    if (!match || digits.length % 4 === 1 || !padded) throw new Error(`invalid base64: ${JSON.stringify(text)}`)
    return Uint8Array.from(Buffer.from(digits, 'base64'))
  },
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** TO_BASE32 (RFC 4648). */
export const base32FromBytes: ScalarFunction = {
  name: 'to_base32',
  parameters: [BYTES],
  returns: STRING,
  evaluate: (bytes) => {
    const bits = Array.from(bytes as Uint8Array, (byte) => byte.toString(2).padStart(8, '0')).join('')
    const digits = (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
    return digits.padEnd(Math.ceil(digits.length / 8) * 8, '=')
  },
}

/** FROM_BASE32 (RFC 4648). @throws when the text is not as TO_BASE32 writes it */
export const bytesFromBase32: ScalarFunction = {
  name: 'from_base32',
  parameters: [STRING],
  returns: BYTES,
  evaluate: (text) => {
    const match = /^([A-Z2-7]*)=*$/.exec(text as string)
    const digits = match?.[1] ?? ''
    if (!match || (text as string).length % 8 !== 0 || [1, 3, 6].includes(digits.length % 8))
      throw new Error(`invalid base32: ${JSON.stringify(text)}`)
    const bits = Array.from(digits, (digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0')).join('')
    return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
  },
}

/** SHA512, which DuckDB has not. */
export const sha512Bytes: ScalarFunction = {
  name: 'sha512',
  parameters: [BYTES],
  returns: BYTES,
  evaluate: (bytes) =>
    Uint8Array.from(
      createHash('sha512')
        .update(bytes as Uint8Array)
        .digest(),
    ),
}

export const bitCountBytes: ScalarFunction = {
  name: 'bit_count_bytes',
  parameters: [BYTES],
  returns: INT64,
  evaluate: (bytes) => (bytes as Uint8Array).reduce((sum, byte) => sum + BigInt(ones(byte)), 0n),
}

function ones(byte: number): number {
  return byte === 0 ? 0 : (byte & 1) + ones(byte >> 1)
}

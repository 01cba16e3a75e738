import { BYTES, INT64 } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

export const bytesAnd = combining('bytes_and', (a, b) => a & b)
export const bytesOr = combining('bytes_or', (a, b) => a | b)
export const bytesXor = combining('bytes_xor', (a, b) => a ^ b)

function combining(name: string, combine: (a: number, b: number) => number): ScalarFunction {
  return {
    name,
    parameters: [BYTES, BYTES],
    returns: BYTES,
    evaluate: (left, right) => {
      const [a, b] = [left as Uint8Array, right as Uint8Array]
      if (a.length !== b.length)
        throw new Error(`bitwise operators need BYTES of one length, not ${a.length} and ${b.length}`)
      return a.map((byte, index) => combine(byte, b[index]!))
    },
  }
}

export const bytesNot: ScalarFunction = {
  name: 'bytes_not',
  parameters: [BYTES],
  returns: BYTES,
  evaluate: (bytes) => (bytes as Uint8Array).map((byte) => ~byte),
}

export const bytesShiftLeft = shifting('bytes_shift_left', (value, by, bits) => BigInt.asUintN(bits, value << by))
export const bytesShiftRight = shifting('bytes_shift_right', (value, by) => value >> by)

function shifting(name: string, shift: (value: bigint, by: bigint, bits: number) => bigint): ScalarFunction {
  return {
    name,
    parameters: [BYTES, INT64],
    returns: BYTES,
    evaluate: (bytes, by) => {
      const { length } = bytes as Uint8Array
      if ((by as bigint) < 0n) throw new Error('bitwise shift by a negative number')
      if (length === 0 || (by as bigint) >= 8n * BigInt(length)) return new Uint8Array(length)
      const value = BigInt(`0x${Buffer.from(bytes as Uint8Array).toString('hex')}`)
      const digits = shift(value, by as bigint, 8 * length)
        .toString(16)
        .padStart(2 * length, '0')
      return Uint8Array.from(Buffer.from(digits, 'hex'))
    },
  }
}

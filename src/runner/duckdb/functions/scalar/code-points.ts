import { arrayOf, BYTES, INT64, STRING } from '../../../../googlesql/types.ts'
import type { Value } from '../../../../googlesql/value.ts'
import type { ScalarFunction } from '../../emit-context.ts'

/** CODE_POINTS_TO_STRING; NULL where an element is NULL. */
export const codePointsToString: ScalarFunction = {
  name: 'code_points_to_string',
  parameters: [arrayOf(INT64)],
  returns: STRING,
  evaluate: (points) => joinUnlessNull(points as readonly Value[], (point) => characterOf(point))?.join('') ?? null,
}

/** CODE_POINTS_TO_BYTES; NULL where an element is NULL. */
export const codePointsToBytes: ScalarFunction = {
  name: 'code_points_to_bytes',
  parameters: [arrayOf(INT64)],
  returns: BYTES,
  evaluate: (points) => {
    const bytes = joinUnlessNull(points as readonly Value[], byteOf)
    return bytes && Uint8Array.from(bytes)
  },
}

/** TO_CODE_POINTS of BYTES. */
export const bytesToCodePoints: ScalarFunction = {
  name: 'bytes_to_code_points',
  parameters: [BYTES],
  returns: arrayOf(INT64),
  evaluate: (bytes) => Array.from(bytes as Uint8Array, BigInt),
}

function joinUnlessNull<T>(points: readonly Value[], convert: (point: bigint) => T): T[] | null {
  return points.includes(null) ? null : points.map((point) => convert(point as bigint))
}

function characterOf(point: bigint): string {
  if (point < 0n || point > 0x10ffffn || (point >= 0xd800n && point < 0xe000n))
    throw new Error(`invalid code point ${point}`)
  return String.fromCodePoint(Number(point))
}

function byteOf(point: bigint): number {
  if (point < 0n || point > 255n) throw new Error(`invalid byte ${point}`)
  return Number(point)
}

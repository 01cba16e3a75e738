import { BYTES, INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

/**
 * FarmHash's Fingerprint64, whose answers never change.
 * @see https://github.com/google/farmhash (the algorithm; farmhashna::Hash64)
 */
export const fingerprintText: ScalarFunction = {
  name: 'farm_fingerprint',
  parameters: [STRING],
  returns: INT64,
  evaluate: (text) => fingerprint(Buffer.from(text as string, 'utf8')),
}

export const fingerprintBytes: ScalarFunction = {
  name: 'farm_fingerprint_bytes',
  parameters: [BYTES],
  returns: INT64,
  evaluate: (bytes) => fingerprint(Buffer.from(bytes as Uint8Array)),
}

const K0 = 0xc3a5c85c97cb3127n
const K1 = 0xb492b66fbe98f273n
const K2 = 0x9ae16a3b2f90404fn
const MASK = 0xffffffffffffffffn

/** Of 64 unsigned bits. */
function fingerprint(bytes: Buffer): bigint {
  return BigInt.asIntN(64, hash(bytes))
}

function hash(bytes: Buffer): bigint {
  if (bytes.length <= 16) return hashTo16(bytes)
  if (bytes.length <= 32) return hashTo32(bytes)
  return bytes.length <= 64 ? hashTo64(bytes) : hashLong(bytes)
}

function word(bytes: Buffer, at: number): bigint {
  return bytes.readBigUInt64LE(at)
}

function rotate(value: bigint, by: bigint): bigint {
  return ((value >> by) | (value << (64n - by))) & MASK
}

function mixShift(value: bigint): bigint {
  return value ^ (value >> 47n)
}

function hash16(u: bigint, v: bigint, multiplier: bigint): bigint {
  const a = mixShift(((u ^ v) * multiplier) & MASK)
  const b = mixShift(((v ^ a) * multiplier) & MASK)
  return (b * multiplier) & MASK
}

function hashTo16(bytes: Buffer): bigint {
  const { length } = bytes
  const multiplier = K2 + BigInt(length) * 2n
  if (length >= 8) {
    const a = (word(bytes, 0) + K2) & MASK
    const b = word(bytes, length - 8)
    const c = (rotate(b, 37n) * multiplier + a) & MASK
    const d = ((rotate(a, 25n) + b) * multiplier) & MASK
    return hash16(c, d, multiplier & MASK)
  }
  if (length >= 4) {
    const a = BigInt(bytes.readUInt32LE(0))
    return hash16(BigInt(length) + (a << 3n), BigInt(bytes.readUInt32LE(length - 4)), multiplier & MASK)
  }
  if (length === 0) return K2
  const y = BigInt(bytes[0]! + (bytes[length >> 1]! << 8))
  const z = BigInt(length + (bytes[length - 1]! << 2))
  return (mixShift(((y * K2) & MASK) ^ ((z * K0) & MASK)) * K2) & MASK
}

function hashTo32(bytes: Buffer): bigint {
  const { length } = bytes
  const multiplier = (K2 + BigInt(length) * 2n) & MASK
  const a = (word(bytes, 0) * K1) & MASK
  const b = word(bytes, 8)
  const c = (word(bytes, length - 8) * multiplier) & MASK
  const d = (word(bytes, length - 16) * K2) & MASK
  const left = (rotate((a + b) & MASK, 43n) + rotate(c, 30n) + d) & MASK
  return hash16(left, (a + rotate((b + K2) & MASK, 18n) + c) & MASK, multiplier)
}

function hashTo64(bytes: Buffer): bigint {
  const { length } = bytes
  const multiplier = (K2 + BigInt(length) * 2n) & MASK
  const a = (word(bytes, 0) * K2) & MASK
  const b = word(bytes, 8)
  const c = (word(bytes, length - 8) * multiplier) & MASK
  const d = (word(bytes, length - 16) * K2) & MASK
  const y = (rotate((a + b) & MASK, 43n) + rotate(c, 30n) + d) & MASK
  const z = hash16(y, (a + rotate((b + K2) & MASK, 18n) + c) & MASK, multiplier)
  const e = (word(bytes, 16) * multiplier) & MASK
  const f = word(bytes, 24)
  const g = ((y + word(bytes, length - 32)) * multiplier) & MASK
  const h = ((z + word(bytes, length - 24)) * multiplier) & MASK
  const left = (rotate((e + f) & MASK, 43n) + rotate(g, 30n) + h) & MASK
  return hash16(left, (e + rotate((f + a) & MASK, 18n) + g) & MASK, multiplier)
}

type Pair = readonly [bigint, bigint]

function weakHash(bytes: Buffer, at: number, seedA: bigint, seedB: bigint): Pair {
  const [w, x, y, z] = [word(bytes, at), word(bytes, at + 8), word(bytes, at + 16), word(bytes, at + 24)]
  let a = (seedA + w) & MASK
  let b = rotate((seedB + a + z) & MASK, 21n)
  const c = a
  a = (a + x + y) & MASK
  b = (b + rotate(a, 44n)) & MASK
  return [(a + z) & MASK, (b + c) & MASK]
}

function hashLong(bytes: Buffer): bigint {
  const seed = 81n
  let x = seed
  let y = (seed * K1 + 113n) & MASK
  let z = (mixShift((y * K2 + 113n) & MASK) * K2) & MASK
  let v: Pair = [0n, 0n]
  let w: Pair = [0n, 0n]
  x = (x * K2 + word(bytes, 0)) & MASK
  const end = Math.floor((bytes.length - 1) / 64) * 64
  const round = (at: number, multiplier: bigint, last: boolean) => {
    x = (rotate((x + y + v[0] + word(bytes, at + 8)) & MASK, 37n) * multiplier) & MASK
    y = (rotate((y + v[1] + word(bytes, at + 48)) & MASK, 42n) * multiplier) & MASK
    x ^= last ? (w[1] * 9n) & MASK : w[1]
    y = (y + (last ? v[0] * 9n : v[0]) + word(bytes, at + 40)) & MASK
    z = (rotate((z + w[0]) & MASK, 33n) * multiplier) & MASK
    v = weakHash(bytes, at, (v[1] * multiplier) & MASK, (x + w[0]) & MASK)
    w = weakHash(bytes, at + 32, (z + w[1]) & MASK, (y + word(bytes, at + 16)) & MASK)
    ;[x, z] = [z, x]
  }
  for (let at = 0; at < end; at += 64) round(at, K1, false)
  const multiplier = (K1 + ((z & 0xffn) << 1n)) & MASK
  w = [(w[0] + BigInt((bytes.length - 1) & 63)) & MASK, w[1]]
  v = [(v[0] + w[0]) & MASK, v[1]]
  w = [(w[0] + v[0]) & MASK, w[1]]
  round(bytes.length - 64, multiplier, true)
  const left = (hash16(v[0], w[0], multiplier) + mixShift(y) * K0 + z) & MASK
  return hash16(left, (hash16(v[1], w[1], multiplier) + x) & MASK, multiplier)
}

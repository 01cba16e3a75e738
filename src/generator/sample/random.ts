/** A source of random numbers that depends on its seed alone. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** 32 random bits as an unsigned integer. */
  bits(): number
}

/**
 * A generator for one named thing: the same words give the same numbers, whatever else has been drawn.
 *
 * @see Chris Doty-Humphrey, PractRand: sfc32, a small fast counting generator of 128 bits
 */
export function randomOf(...words: readonly (string | number)[]): Random {
  const hash = hashText(words.join('\u0000'))
  let a = hash
  let b = Math.imul(hash, 0x9e3779b1) | 0
  let c = Math.imul(hash ^ 0x5bd1e995, 0x85ebca6b) | 0
  let counter = 1
  const bits = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  // The first numbers still show the seed.
  for (let round = 0; round < 12; round += 1) bits()
  return { bits, next: () => bits() / 4_294_967_296 }
}

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash | 0
}

/** A standard normal number (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Of 16 bits. */
function hex(bits: number): string {
  return HEX[bits >>> 8]! + HEX[bits & 0xff]!
}

/** A random UUID, version 4. */
export function uuid(random: Random): string {
  const [a, b, c, d] = [random.bits(), random.bits(), random.bits(), random.bits()]
  const variant = (random.bits() & 3) | 8
  const node = hex(c & 0xffff) + hex(d >>> 16) + hex(d & 0xffff)
  return `${hex(a >>> 16)}${hex(a & 0xffff)}-${hex(b >>> 16)}-${hex(0x4000 | (b & 0xfff))}-${hex((variant << 12) | ((c >>> 16) & 0xfff))}-${node}`
}

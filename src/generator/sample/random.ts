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

/** A random UUID, version 4. */
export function uuid(random: Random): string {
  const hex = [random.bits(), random.bits(), random.bits(), random.bits()]
    .map((bits) => bits.toString(16).padStart(8, '0'))
    .join('')
  const variant = ((random.bits() & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

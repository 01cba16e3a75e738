/** The digits of a FLOAT64 and their power of ten: 0.0123 is `123` and -4. */
export interface Digits {
  readonly digits: string
  readonly exponent: number
}

/**
 * Digits that read back as this number, chosen as BigQuery's JSON does: by Grisu2, which mostly finds the fewest and sometimes
 * does not (1e23 is 9.999999999999999e+22), so that no other way gives the same texts.
 *
 * @param value positive and finite
 * @see F. Loitsch, Printing Floating-Point Numbers Quickly and Accurately with Integers, PLDI 2010, section 5
 */
export function grisuDigits(value: number): Digits {
  const { significand, exponent } = parts(value)
  const upper = normalized({ f: 2n * significand + 1n, e: exponent - 1 })
  const closer = significand === HIDDEN_BIT && exponent > -1074
  const below = closer ? { f: 4n * significand - 1n, e: exponent - 2 } : { f: 2n * significand - 1n, e: exponent - 1 }
  const lower = { f: below.f << BigInt(below.e - upper.e), e: upper.e }
  const power = powerFor(upper.e)
  const high = times(upper, power)
  const low = times(lower, power)
  // one unit on each side is lost to rounding
  return generate(
    low.f + 1n,
    times(normalized({ f: significand, e: exponent }), power).f,
    { f: high.f - 1n, e: high.e },
    -power.k,
  )
}

interface Binary {
  readonly f: bigint
  readonly e: number
}

const HIDDEN_BIT = 1n << 52n

function parts(value: number): { readonly significand: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const biased = Number(bits >> 52n)
  const fraction = bits & (HIDDEN_BIT - 1n)
  return biased === 0
    ? { significand: fraction, exponent: -1074 }
    : { significand: fraction | HIDDEN_BIT, exponent: biased - 1075 }
}

/** With the highest of 64 bits set. */
function normalized({ f, e }: Binary): Binary {
  const shift = 64 - f.toString(2).length
  return { f: f << BigInt(shift), e: e - shift }
}

/** The upper 64 bits of a product, rounded. */
function times(a: Binary, b: Binary): Binary {
  return { f: (a.f * b.f + (1n << 63n)) >> 64n, e: a.e + b.e + 64 }
}

interface Power extends Binary {
  /** It is about 10^k. */
  readonly k: number
}

const FIRST_POWER = -300
const STEP = 8
const powers = new Map<number, Power>()

/** A power of ten that brings a number with binary exponent `e` to one from -60 to -32. */
function powerFor(e: number): Power {
  const f = -60 - e - 1
  const wanted = Math.trunc((f * 78913) / 2 ** 18) + (f > 0 ? 1 : 0)
  const k = FIRST_POWER + STEP * Math.trunc((wanted - FIRST_POWER + STEP - 1) / STEP)
  const known = powers.get(k)
  if (known) return known
  const power = powerOfTen(k)
  powers.set(k, power)
  return power
}

/** 10^k in 64 bits, rounded to the nearest. */
function powerOfTen(k: number): Power {
  const scale = 10n ** BigInt(Math.abs(k))
  const shift = scale.toString(2).length
  // 10^k · 2^s has more than 64 bits in either case
  const [bits, s] = k >= 0 ? [scale << 64n, 64] : [(1n << BigInt(shift + 128)) / scale, shift + 128]
  const excess = bits.toString(2).length - 64
  const rounded = (bits + (1n << BigInt(excess - 1))) >> BigInt(excess)
  return rounded >> 64n ? { f: rounded >> 1n, e: excess - s + 1, k } : { f: rounded, e: excess - s, k }
}

function generate(low: bigint, exact: bigint, high: Binary, exponent: number): Digits {
  const shift = BigInt(-high.e)
  const one = 1n << shift
  let delta = high.f - low
  let distance = high.f - exact
  const whole = high.f >> shift
  let rest = high.f & (one - 1n)
  const digits = whole.toString()
  for (let count = 1; count <= digits.length; count++) {
    const left = digits.length - count
    const remainder = (BigInt(digits.slice(count) || 0) << shift) + rest
    if (remainder <= delta) {
      const unit = (10n ** BigInt(left)) << shift
      return { digits: weed(digits.slice(0, count), distance, delta, remainder, unit), exponent: exponent + left }
    }
  }
  let text = digits
  for (let places = 1; ; places++) {
    rest *= 10n
    delta *= 10n
    distance *= 10n
    text += (rest >> shift).toString()
    rest &= one - 1n
    if (rest <= delta) return { digits: weed(text, distance, delta, rest, one), exponent: exponent - places }
  }
}

/** Lowers the last digit as long as that comes nearer to the number. */
function weed(digits: string, distance: bigint, delta: bigint, remainder: bigint, unit: bigint): string {
  let last = Number(digits.at(-1))
  for (
    let rest = remainder;
    rest < distance && delta - rest >= unit && (rest + unit < distance || distance - rest > rest + unit - distance);
    rest += unit
  ) {
    last--
  }
  return digits.slice(0, -1) + String(last)
}

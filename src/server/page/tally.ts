import type { Whole } from './exact-json.ts'

/** Adds whole numbers, exactly; as fast as numbers of JavaScript where they are small, as they nearly always are. */
export interface Tally {
  add(index: number, value: Whole): void
  totals(): readonly bigint[]
}

/** Two numbers below it have a sum below 2^53, which is exact. */
const SMALL = 2 ** 52

export function tally(size: number): Tally {
  const small = new Float64Array(size)
  const large = Array.from({ length: size }, () => 0n)
  const keep = (index: number) => {
    large[index]! += BigInt(small[index]!)
    small[index] = 0
  }
  return {
    add: (index, value) => {
      if (typeof value === 'string' || Math.abs(value) >= SMALL) large[index]! += BigInt(value)
      else {
        small[index]! += value
        if (Math.abs(small[index]!) >= SMALL) keep(index)
      }
    },
    totals: () => {
      for (const index of small.keys()) keep(index)
      return large
    },
  }
}

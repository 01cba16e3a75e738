/** Where a value stands on an axis, in pixels. */
export type Scale = (value: number) => number

export function linearScale([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const span = to - from || 1
  return (value) => start + ((value - from) / span) * (end - start)
}

/** Round values from 0 on, `about` so many, the last at or above `highest`. */
export function ticks(highest: number, about: number): readonly number[] {
  if (!(highest > 0)) return [0, 1]
  const rough = highest / about
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power
  // a product each, since added steps would add up their errors too
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  )
}

/** Every so many of `count`, so that at most `most` are named. */
export function everySoMany(count: number, most: number): number {
  return Math.max(1, Math.ceil(count / Math.max(1, most)))
}

/** The name nearest to a wrong one, where one is near enough to be meant. */
export function nearest(wrong: string, names: Iterable<string>): string | undefined {
  const target = wrong.toLowerCase()
  const limit = Math.max(1, Math.floor(target.length / 3))
  let best: string | undefined
  let bestDistance = limit + 1
  for (const name of names) {
    if (!name || Math.abs(name.length - target.length) >= bestDistance) continue
    const distance = editDistance(target, name.toLowerCase(), bestDistance)
    if (distance < bestDistance) [best, bestDistance] = [name, distance]
  }
  return best
}

/** `; Did you mean x?`, as BigQuery ends its messages, or nothing. */
export function didYouMean(wrong: string, names: Iterable<string>): string {
  const name = nearest(wrong, names)
  return name === undefined ? '' : `; Did you mean ${name}?`
}

/** Levenshtein distance; anything from `limit` on may come back as `limit`. */
function editDistance(left: string, right: string, limit: number): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const substitution = previous[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1)
      current.push(Math.min(substitution, previous[column]! + 1, current[column - 1]! + 1))
    }
    if (Math.min(...current) >= limit) return limit
    previous = current
  }
  return previous[right.length]!
}

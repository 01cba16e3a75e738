export interface Matches {
  readonly shown: readonly string[]
  /** How many more there are. */
  readonly others: number
}

/** Options that hold every word of the text, in any case: those that begin with it first, then in order of name. */
export function bestMatches(text: string, options: readonly string[], most: number): Matches {
  const wanted = text.trim().toLowerCase()
  const words = wanted.split(/\s+/)
  const found = options.filter((option) => words.every((word) => option.toLowerCase().includes(word)))
  const rank = (option: string) => (option.toLowerCase().startsWith(wanted) ? 0 : 1)
  found.sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1))
  return { shown: found.slice(0, most), others: Math.max(0, found.length - most) }
}

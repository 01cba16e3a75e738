/** Who is next to whom, of pairs. */
export function adjacency<T>(pairs: Iterable<readonly [from: T, to: T]>): ReadonlyMap<T, readonly T[]> {
  const next = new Map<T, T[]>()
  for (const [from, to] of pairs) {
    const known = next.get(from)
    if (known) known.push(to)
    else next.set(from, [to])
  }
  return next
}

/** Everything that these lead to, however far; among it they themselves only where something leads back to them. */
export function reach<T>(from: readonly T[], next: ReadonlyMap<T, readonly T[]>): readonly T[] {
  const found = new Set<T>()
  const queue = [...from]
  for (const one of queue) {
    for (const other of next.get(one) ?? []) {
      if (found.has(other)) continue
      found.add(other)
      queue.push(other)
    }
  }
  return [...found]
}

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

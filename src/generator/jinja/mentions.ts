const remembered = new WeakMap<object, ReadonlySet<string>>()

/** Whether a name stands anywhere in a part of a template. */
export function mentions(node: object, name: string): boolean {
  const names = remembered.get(node) ?? new Set(namesIn(node))
  remembered.set(node, names)
  return names.has(name)
}

function* namesIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return
  const { typename, value } = node as { typename?: string; value?: unknown }
  if (typename === 'Symbol') yield value as string
  else for (const part of Object.values(node)) yield* namesIn(part)
}

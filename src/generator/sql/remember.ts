/** The same function, which finds what it is asked for once and gives it again. A failure is not remembered. */
export function remember<K extends object, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const value = known.get(key) ?? find(key)
    known.set(key, value)
    return value
  }
}

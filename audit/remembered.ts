/** The value that `known` has for `key`; where it has none yet, the one that `find` comes back with, from then on. */
export function remembered<T>(known: Map<string, T>, key: string, find: () => T): T {
  const before = known.get(key)
  if (before !== undefined) return before
  const found = find()
  known.set(key, found)
  return found
}

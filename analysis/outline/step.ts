/** One step from a document's root: into a list item (`key` is null), or to the value of a key. */
export interface Step {
  readonly key: string | null
  /** For a key: the scalars beside it in the same map, by key. */
  readonly siblings: ReadonlyMap<string, string>
}

/** A path in words: keys, and `[]` for list items. */
export function pathWords(path: readonly Step[]): string[] {
  return path.map(({ key }) => key ?? '[]')
}

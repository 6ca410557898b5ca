/** A pattern of a tool's or skill's name. Only these forms are patterns; a star anywhere else is a letter like any other. */
export type Glob =
  | { readonly kind: 'any'; readonly text: string }
  | { readonly kind: 'exact'; readonly text: string }
  /** `foo.*`: begins with `foo.`; `part` is that. */
  | { readonly kind: 'prefix' | 'suffix' | 'infix'; readonly text: string; readonly part: string }

/** Reads a pattern: empty or `*`, `foo.*`, `*.exec`, `*.shell.*`, else the exact name. */
export function parseGlob(text: string): Glob {
  if (text === '' || text === '*') return { kind: 'any', text }
  const [, prefix] = /^([^*]+\.)\*$/.exec(text) ?? []
  if (prefix !== undefined && prefix !== '.') return { kind: 'prefix', text, part: prefix }
  const [, suffix] = /^\*(\.[^*]+)$/.exec(text) ?? []
  if (suffix !== undefined) return { kind: 'suffix', text, part: suffix }
  const [, infix] = /^\*(\.[^*]+\.)\*$/.exec(text) ?? []
  if (infix !== undefined && !/^\.+$/.test(infix)) return { kind: 'infix', text, part: infix }
  return { kind: 'exact', text }
}

/** Whether a name fits the pattern; case-sensitive, and a star stands for at least one character. */
export function globMatches(glob: Glob, name: string): boolean {
  switch (glob.kind) {
    case 'any':
      return true
    case 'exact':
      return name === glob.text
    case 'prefix':
      return name.length > glob.part.length && name.startsWith(glob.part)
    case 'suffix':
      return name.length > glob.part.length && name.endsWith(glob.part)
    case 'infix': {
      const at = name.indexOf(glob.part, 1)
      return at > 0 && at + glob.part.length < name.length
    }
  }
}

/** Whether every name that fits `narrow` fits `wide`; false where that cannot be told. */
export function globCovers(wide: Glob, narrow: Glob): boolean {
  if (wide.kind === 'any') return true
  if (narrow.kind === 'any') return false
  if (narrow.kind === 'exact') return globMatches(wide, narrow.text)
  if (wide.kind === 'exact' || wide.kind !== narrow.kind) return false
  if (wide.kind === 'prefix') return narrow.part.startsWith(wide.part)
  if (wide.kind === 'suffix') return narrow.part.endsWith(wide.part)
  return narrow.part.includes(wide.part)
}

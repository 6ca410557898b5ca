/** A path scope's entry in canonical form (`/a/b`), or what is wrong with it. */
export function normalizePath(text: string): { readonly path: string } | { readonly wrong: string } {
  const trimmed = text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')
  if (trimmed === '') return { wrong: 'A path must not be empty.' }
  if (trimmed.includes('\0')) return { wrong: 'A path must not contain a NUL character.' }
  if (!trimmed.startsWith('/')) return { wrong: `The path \`${trimmed}\` must be absolute: begin it with \`/\`.` }
  const parts = trimmed.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return { wrong: `The path \`${trimmed}\` must not contain \`..\`.` }
  return { path: `/${parts.join('/')}` }
}

/** The paths that no other one of them contains, sorted. */
export function pruneNested(paths: readonly string[]): readonly string[] {
  const all = [...new Set(paths)]
  return all.filter((path) => !all.some((other) => other !== path && contains(other, path))).sort()
}

function contains(ancestor: string, path: string): boolean {
  return ancestor === '/' || path === ancestor || path.startsWith(`${ancestor}/`)
}

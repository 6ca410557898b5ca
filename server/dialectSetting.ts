import { isAbsolute, relative } from 'node:path'
import ignore from 'ignore'

/** Which dialect a setting names for a file; undefined where the content decides. */
export type DialectFor = (path: string) => string | undefined

export const byContent: DialectFor = () => undefined

/** Reads `rehearsal.dialects` (patterns as in `.gitignore`, relative to a workspace folder); the first that fits decides. */
export function dialectSetting(dialects: Readonly<Record<string, string>>, folders: readonly string[]): DialectFor {
  const rules = Object.entries(dialects).map(([pattern, dialect]) => ({ fits: ignore().add(pattern), dialect }))
  if (rules.length === 0) return byContent
  return (path) => {
    for (const folder of folders) {
      const inside = relative(folder, path).replaceAll('\\', '/')
      if (inside === '' || inside.startsWith('../') || isAbsolute(inside)) continue
      const rule = rules.find(({ fits }) => fits.ignores(inside))
      if (rule) return rule.dialect
    }
    return undefined
  }
}

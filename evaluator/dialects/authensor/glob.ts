import type { Patterns } from '../../conditions/patterns.ts'
import { textOf } from '../../conditions/plain.ts'
import type { Pattern } from '../../regex/pattern.ts'

/** A glob as the engine reads it; the test throws where the engine does, and only then. */
export type Glob = (type: unknown) => boolean

/**
 * `**` is anything within a line, `*` anything without a dot; all other characters of a regular expression stay alive, and
 * the ends are not grouped: `a|b` begins with a or ends with b.
 */
export function compileGlob(glob: unknown, patterns: Patterns): Glob {
  if (typeof glob !== 'string') {
    return () => {
      throw new TypeError('an action type pattern is no string')
    }
  }
  const exact = /^[\w.-]*$/.test(glob)
  if (exact) return (type) => (typeof type === 'string' ? type : textOf(type)) === glob
  const pattern = patterns.get(sourceOf(glob))
  if (typeof pattern === 'string') {
    return () => {
      throw new SyntaxError(`\`${glob}\` is no pattern: ${pattern}`)
    }
  }
  return matcher(pattern)
}

function matcher(pattern: Pattern): Glob {
  return (type) => pattern.test(typeof type === 'string' ? type : textOf(type))
}

/** The regular expression that the engine makes of a glob. */
export function sourceOf(glob: string): string {
  const body = glob.replace(/\*\*|<<GLOBSTAR>>|\*|\./g, (token) =>
    token.length > 1 ? '.*' : token === '*' ? '[^.]*' : '\\.',
  )
  return `^${body}$`
}

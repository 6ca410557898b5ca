import { compileGlob, isLiteral } from '../../evaluator/dialects/agent-assembly-sandbox/glob.ts'
import { globMatches, parseGlob } from '../../evaluator/dialects/orca/glob.ts'
import { compileFnmatch } from '../../evaluator/python/fnmatch.ts'
import type { LanguageName } from './roles.ts'

/** How a dialect matches a tool's pattern; null when `pattern` is a plain name, or the dialect has no patterns. */
export function toolMatcher(language: LanguageName, pattern: string): ((tool: string) => boolean) | null {
  switch (language) {
    case 'agent-assembly-sandbox':
      return isLiteral(pattern) ? null : compileGlob(pattern)
    case 'edictum':
    case 'capfence':
      return /[*?[]/.test(pattern) ? compileFnmatch(pattern) : null
    case 'orca': {
      const glob = parseGlob(pattern)
      return glob.kind === 'exact' ? null : (tool) => globMatches(glob, tool)
    }
    default:
      return null
  }
}

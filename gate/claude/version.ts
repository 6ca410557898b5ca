import type { Machine } from '../../audit/place.ts'

/**
 * The version that Claude Code puts into the environment of its hooks: `AI_AGENT=claude-code_2-1-197_harness`, seen with
 * 2.1.197. Undefined where there is none, or where another agent around it set the variable.
 */
export function versionIn({ AI_AGENT }: Machine['env']): string | undefined {
  return /^claude-code[_/](\d+(?:[-.]\d+)*)/.exec(AI_AGENT ?? '')?.[1]?.replaceAll('-', '.')
}

import { compilePattern } from '../regex/compile.ts'
import type { Pattern } from '../regex/pattern.ts'

/** The patterns of one policy, each compiled once, as JavaScript reads them. */
export class Patterns {
  private readonly compiled = new Map<string, Pattern | string>()

  /** The pattern, or why the engine refuses it. */
  get(source: string): Pattern | string {
    const known = this.compiled.get(source)
    if (known !== undefined) return known
    const result = compilePattern(source, 'javascript')
    const made = result.ok ? result.pattern : result.error.message
    this.compiled.set(source, made)
    return made
  }

  /** True when one of the patterns made so far can only be bounded by killing a worker. */
  get needsIsolation(): boolean {
    return [...this.compiled.values()].some((pattern) => typeof pattern !== 'string' && pattern.needsIsolation)
  }
}

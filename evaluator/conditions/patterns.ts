import { compilePattern } from '../regex/compile.ts'
import type { Pattern } from '../regex/pattern.ts'

/** A pattern by its source, or why the engine refuses it. */
export type CompiledPatterns = Map<string, Pattern | string>

/** The patterns of one policy, each compiled once, as JavaScript reads them. */
export class Patterns {
  private readonly compiled: CompiledPatterns

  /** `compiled` are those that are compiled already; others join them. */
  constructor(compiled: CompiledPatterns = new Map()) {
    this.compiled = compiled
  }

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

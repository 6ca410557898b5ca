import type { Entry } from './node.ts'
import type { YamlProblem } from './problem.ts'

/** Up to so many keys are compared one by one; of more, a set is cheaper. */
const few = 8

/** Adds a problem for each key of a map that stands in it before already. */
export function reportDuplicates(entries: readonly Entry[], problems: YamlProblem[]): void {
  const seen = entries.length > few ? new Set<unknown>() : new FewValues()
  for (const { key } of entries) {
    if (key.kind !== 'scalar') continue
    if (seen.has(key.value)) {
      problems.push({ kind: 'duplicate-key', range: key.range, message: `The key ${key.text} stands here twice.` })
    }
    seen.add(key.value)
  }
}

class FewValues {
  private readonly values: unknown[] = []

  has(value: unknown): boolean {
    return this.values.includes(value)
  }

  add(value: unknown): void {
    this.values.push(value)
  }
}

import { lintInSteps } from '../analysis/lints/index.ts'
import type { Problem } from '../evaluator/problem.ts'
import type { OpenDocument } from './documents.ts'
import { othersTurn } from './longReads.ts'

/** How long others wait at most, save for a step that takes longer by itself; milliseconds. */
const turnLength = 8

interface Linted {
  readonly text: string
  readonly problems: readonly Problem[]
}

/** What takes thought about each open policy: the last result, moved along with the edits since, until the next one. */
export class Lints {
  private readonly last = new Map<string, Linted>()

  /** The last result, at the places where its parts stand now; what stood in a part that changed is left out. */
  of({ uri, policy }: OpenDocument): readonly Problem[] {
    const linted = this.last.get(uri)
    if (linted === undefined || policy === null) return []
    return linted.text === policy.text ? linted.problems : moved(linted, policy.text)
  }

  /**
   * Thinks about this version, letting others have their turn; false when it was thought about before, or given up
   * because it is no longer `wanted`.
   */
  async refresh({ uri, policy }: OpenDocument, wanted: () => boolean): Promise<boolean> {
    if (policy === null || this.last.get(uri)?.text === policy.text) return false
    const steps = lintInSteps(policy)
    for (;;) {
      const until = performance.now() + turnLength
      let step = steps.next()
      while (!step.done && performance.now() < until) step = steps.next()
      if (step.done) {
        this.last.set(uri, { text: policy.text, problems: step.value })
        return true
      }
      await othersTurn()
      if (!wanted()) return false
    }
  }

  forget(uri: string): void {
    this.last.delete(uri)
  }
}

/** Problems before the first and behind the last changed character; their fixes are left for the next result. */
function moved({ text: before, problems }: Linted, now: string): readonly Problem[] {
  const shorter = Math.min(before.length, now.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === now.charCodeAt(start)) start++
  let end = 0
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === now.charCodeAt(now.length - 1 - end)) {
    end++
  }
  const shift = now.length - before.length
  return problems.flatMap(({ fixes: _, ...problem }): Problem[] => {
    const { range } = problem
    if (range.end < start) return [problem]
    if (range.start <= before.length - end) return []
    return [{ ...problem, range: { start: range.start + shift, end: range.end + shift } }]
  })
}

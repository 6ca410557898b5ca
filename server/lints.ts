import { lintInSteps } from '../analysis/lints/index.ts'
import type { Problem } from '../evaluator/problem.ts'
import { commonEnds } from '../evaluator/yaml/split.ts'
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
  private readonly lintTests: (document: OpenDocument) => readonly Problem[]

  /** `lintTests` says what takes thought about a test file. */
  constructor(lintTests: (document: OpenDocument) => readonly Problem[] = () => []) {
    this.lintTests = lintTests
  }

  /** The last result, at the places where its parts stand now; what stood in a part that changed is left out. */
  of(document: OpenDocument): readonly Problem[] {
    const linted = this.last.get(document.uri)
    const now = textOf(document)
    if (linted === undefined || now === null) return []
    return linted.text === now ? linted.problems : moved(linted, now)
  }

  /**
   * Thinks about this version, letting others have their turn; false when it was thought about before, or given up
   * because it is no longer `wanted`.
   */
  async refresh(document: OpenDocument, wanted: () => boolean): Promise<boolean> {
    const { uri, policy } = document
    const text = textOf(document)
    if (text === null || this.last.get(uri)?.text === text) return false
    if (policy === null) {
      this.last.set(uri, { text, problems: this.lintTests(document) })
      return true
    }
    const steps = lintInSteps(policy)
    for (;;) {
      const until = performance.now() + turnLength
      let step = steps.next()
      while (!step.done && performance.now() < until) step = steps.next()
      if (step.done) {
        this.last.set(uri, { text, problems: step.value })
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

/** The text of a document that lints look at; null for others. */
function textOf({ policy, tests, text }: OpenDocument): string | null {
  return policy?.text ?? (tests === null ? null : text.getText())
}

/** Problems before the first and behind the last changed character; their fixes are left for the next result. */
function moved({ text: before, problems }: Linted, now: string): readonly Problem[] {
  const { prefix: start, suffix: end } = commonEnds(before, now)
  const shift = now.length - before.length
  return problems.flatMap(({ fixes: _, ...problem }): Problem[] => {
    const { range } = problem
    if (range.end < start) return [problem]
    if (range.start <= before.length - end) return []
    return [{ ...problem, range: { start: range.start + shift, end: range.end + shift } }]
  })
}

import type { Policy, RuleInfo } from '../../evaluator/policy.ts'

/** A policy with the text of its own document. */
export interface PolicyVersion {
  readonly policy: Policy
  readonly text: string
}

/** What differs between two versions: indexes into the rules of each. */
export interface ChangedRules {
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** What both have around their rules. */
  readonly around: string
}

/**
 * The rules that one version has and the other has not, when nothing else differs; null when anything around the rules
 * does, or when a rule that stayed goes by another name now.
 */
export function changedRules(before: PolicyVersion, after: PolicyVersion): ChangedRules | null {
  const [old, now] = [sliced(before), sliced(after)]
  if (old === null || now === null || old.around !== now.around) return null
  let start = 0
  while (start < old.rules.length && start < now.rules.length && same(old, now, start, start)) start++
  let [oldEnd, end] = [old.rules.length, now.rules.length]
  while (oldEnd > start && end > start && same(old, now, oldEnd - 1, end - 1)) {
    oldEnd--
    end--
  }
  return { before: range(start, oldEnd), after: range(start, end), around: now.around }
}

interface Sliced {
  readonly rules: readonly RuleInfo[]
  readonly texts: readonly string[]
  readonly around: string
}

/** A document cut into its rules and what stands around them; null where rules overlap or stand in other documents. */
function sliced({ policy: { rules }, text }: PolicyVersion): Sliced | null {
  let around = ''
  let at = 0
  const texts: string[] = []
  for (const { range: place, document } of rules) {
    if (document !== 0 || place.start < at) return null
    // The list's own marks and blank lines between rules say nothing; whatever else stands there does.
    around += marksLeftOut(text.slice(at, place.start))
    texts.push(text.slice(place.start, place.end))
    at = place.end
  }
  return { rules, texts, around: around + marksLeftOut(text.slice(at)) }
}

function marksLeftOut(text: string): string {
  return /^[\s-]*$/.test(text) ? '' : `${text}\0`
}

function same(old: Sliced, now: Sliced, oldIndex: number, index: number): boolean {
  return old.texts[oldIndex] === now.texts[index] && old.rules[oldIndex]?.label === now.rules[index]?.label
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

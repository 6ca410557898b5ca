import type { Decision } from '../../evaluator/decision.ts'
import type { Effect } from '../../evaluator/effect.ts'

/** What a unit came to, as a small number: an effect, or why it has none. */
export const effects: readonly Effect[] = ['allow', 'warn', 'redact', 'require_approval', 'deny', 'error']
export const codes = {
  ...(Object.fromEntries(effects.map((effect, code) => [effect, code])) as Record<Effect, number>),
  unknown: 6,
  withoutArguments: 7,
  sessionCut: 8,
  otherKind: 9,
} as const
/** How many codes there are. */
export const codeCount = 10

const none: readonly string[] = []

/**
 * What a policy decides of each unit: of each distinct call where its repeats cannot differ, else of each repeat. Kept
 * flat, since there can be millions.
 */
export class Outcomes {
  readonly of: 'calls' | 'repeats'
  readonly codes: Uint8Array
  /** Index into `labels` of what set the verdict; -1 where no rule did. */
  readonly deciders: Int32Array
  readonly labels: string[]
  private readonly matched: (readonly string[])[]
  private readonly labelIndexes: Map<string, number>

  /** `from` is what the first units came to before; the rest is unknown. */
  constructor(of: 'calls' | 'repeats', size: number, from?: Outcomes) {
    this.of = of
    this.codes = new Uint8Array(size).fill(codes.unknown, from?.codes.length)
    this.deciders = new Int32Array(size).fill(-1, from?.deciders.length)
    if (from !== undefined) {
      this.codes.set(from.codes)
      this.deciders.set(from.deciders)
    }
    this.labels = from?.labels.slice() ?? []
    this.labelIndexes = new Map(this.labels.map((label, index) => [label, index]))
    this.matched = from?.matched.slice() ?? new Array(size).fill(none)
  }

  decide(unit: number, { effect, rule, matched }: Pick<Decision, 'effect' | 'rule' | 'matched'>): void {
    this.codes[unit] = codes[effect]
    this.deciders[unit] = rule === null ? -1 : this.labelIndex(rule)
    this.matched[unit] = matched
  }

  putAside(unit: number, code: number): void {
    this.codes[unit] = code
    this.deciders[unit] = -1
    this.matched[unit] = none
  }

  /** Labels of the rules that matched. */
  matchedOf(unit: number): readonly string[] {
    return this.matched[unit] ?? none
  }

  /** The label of what decided; null where no rule did. */
  deciderOf(unit: number): string | null {
    const index = this.deciders[unit] as number
    return index === -1 ? null : (this.labels[index] ?? null)
  }

  private labelIndex(label: string): number {
    const known = this.labelIndexes.get(label)
    if (known !== undefined) return known
    this.labelIndexes.set(label, this.labels.length)
    return this.labels.push(label) - 1
  }
}

/** The effect that a code stands for; null for units put aside. */
export function effectOf(code: number): Effect | null {
  return effects[code] ?? null
}

import type { Json } from '../../json/values.ts'
import { buildPrefilter, type Prefilter } from './prefilter.ts'
import type { Rule, Rules } from './rules.ts'

/** The rules that look at one tool, in the engine's order: what a call meets. */
export interface Plan {
  readonly tool: string
  /** False for a name that the engine refuses to look at. */
  readonly valid: boolean
  /** Preconditions, then sandboxes. */
  readonly guards: readonly Rule[]
  /** Those of the guards that a prefilter says nothing of; all of them where there is none. */
  readonly unfiltered: readonly Rule[]
  /** Whether a rule is one of the guards, by index; used with the prefilter. */
  readonly isGuard: Uint8Array
  readonly prefilter: Prefilter | null
  readonly session: readonly Rule[]
  readonly post: readonly Rule[]
  /** Preconditions, sandboxes, then session contracts that only observe alongside. */
  readonly candidates: readonly Rule[]
  readonly candidatePost: readonly Rule[]
  /** Undefined where the tool has no limit of its own. */
  readonly limit: Json | undefined
}

const maxPlans = 1000
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the engine refuses in a tool's name
const validName = /^[^\0-\x1f\x7f/\\]+$/

/** Evaluations after which a prefilter pays: one call alone, as in a hook, is judged sooner without it. */
const worthwhile = 64

/** Gives the plan of each tool; plans are kept, up to a thousand of them. */
export class Plans {
  private readonly rules: Rules
  private readonly plans = new Map<string, Plan>()
  private prefilter: Prefilter | null = null
  private evaluations = 0

  constructor(rules: Rules) {
    this.rules = rules
  }

  of(tool: string): Plan {
    const known = this.plans.get(tool)
    if (known !== undefined) return known
    const plan = makePlan(this.rules, this.prefilter, tool)
    if (this.plans.size >= maxPlans) this.plans.clear()
    this.plans.set(tool, plan)
    return plan
  }

  /** The same for the hot path: after some calls its plans have a prefilter. */
  forEvaluation(tool: string): Plan {
    if (this.evaluations <= worthwhile && ++this.evaluations > worthwhile) {
      this.prefilter = buildPrefilter(this.rules.all)
      this.plans.clear()
    }
    return this.of(tool)
  }
}

function makePlan({ all, limits }: Rules, prefilter: Prefilter | null, tool: string): Plan {
  const mine = all.filter((rule) => rule.appliesTo(tool))
  const of = (type: Rule['type'], candidate: boolean) =>
    mine.filter((rule) => rule.type === type && rule.contract.candidate === candidate)
  const guards = [...of('pre', false), ...of('sandbox', false)]
  const isGuard = new Uint8Array(prefilter === null ? 0 : all.length)
  if (prefilter !== null) for (const { index } of guards) isGuard[index] = 1
  return {
    tool,
    valid: validName.test(tool),
    guards,
    unfiltered: prefilter === null ? guards : guards.filter(prefilter.unfiltered),
    isGuard,
    prefilter,
    session: of('session', false),
    post: of('post', false),
    candidates: [...of('pre', true), ...of('sandbox', true), ...of('session', true)],
    candidatePost: of('post', true),
    limit: limits.perTool.get(tool),
  }
}

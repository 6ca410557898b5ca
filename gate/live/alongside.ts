import { dialectNamed } from '../../evaluator/registry.ts'
import type { Judgement, Ruling } from '../judge.ts'
import type { GatePolicy, ReadyPolicy } from '../policies.ts'

/** The policies that are judged beside the others. */
export interface Beside {
  /** Laid over the policy that judges, as its engine composes them: only what they add counts. */
  readonly composed: readonly ReadyPolicy[]
  /** Those whose dialect knows no such thing, or that fit nothing: each by itself. */
  readonly alone: readonly GatePolicy[]
}

/**
 * Composes what is given alongside with the policy of the same dialect that judges, where the dialect composes: the
 * engine then asks candidates only about calls that it allows, and calls them `ID:candidate`.
 */
export function composeBeside(judging: readonly GatePolicy[], beside: readonly GatePolicy[]): Beside {
  const composed: ReadyPolicy[] = []
  const alone: GatePolicy[] = []
  for (const policy of beside) {
    const base = judging.find((each) => each.kind === 'ready' && isSameDialect(each, policy))
    const whole = base?.kind === 'ready' && policy.kind === 'ready' ? compose(base, policy) : null
    if (whole === null) alone.push(policy)
    else composed.push(whole)
  }
  return { composed, alone }
}

/** What candidates say; the rest of a composition has its own say already. */
export function candidatesOnly(ruling: Ruling): readonly Judgement[] {
  return ruling.judgements.filter(({ policy, decision }) => {
    const own = policy.kind === 'ready' ? policy.documents.findIndex(({ alongside }) => alongside === true) : -1
    const rules = policy.kind === 'ready' ? policy.policy.rules : []
    return decision.rule !== null && rules.some(({ label, document }) => label === decision.rule && document >= own)
  })
}

function isSameDialect(a: ReadyPolicy, b: GatePolicy): boolean {
  return b.kind === 'ready' && a.dialect.name === b.dialect.name
}

/** Null when the two cannot be composed, as documents in the old and the new words cannot. */
function compose(base: ReadyPolicy, beside: ReadyPolicy): ReadyPolicy | null {
  const dialect = dialectNamed(base.dialect.name)
  const [first, ...rest] = base.documents
  if (dialect === undefined || !dialect.composes || first === undefined) return null
  const further = [...rest, ...beside.documents.map((document) => ({ ...document, alongside: true }))]
  const model = dialect.load(first, further)
  if (model.refused !== null || model.cannotReproduce !== null) return null
  const policy = dialect.compile(model)
  return { ...beside, name: base.name, files: [...beside.files, ...base.files], policy, documents: [first, ...further] }
}

import { createHash } from 'node:crypto'
import type { Call, Given } from '../../call.ts'
import { type Decision, errorDecision } from '../../decision.ts'
import type { Mode } from '../../effect.ts'
import type { Json, Truth } from '../../json/values.ts'
import type { NativeAnswer, Policy, RuleInfo } from '../../policy.ts'
import { candidateIndex } from './candidates.ts'
import { decisionOf, disabledDecision, type ModeChoice, modeResolver } from './decide.ts'
import { explain } from './explain.ts'
import { compileRule, Subject } from './matchers.ts'
import type { SandboxModel, SandboxRule } from './model.ts'

/** Compiles a model; a call costs the rules that name its tool and those that name none. */
export function compile(model: SandboxModel): Policy {
  const compiled = once(() => model.rules.map(compileRule))
  let index: ReturnType<typeof candidateIndex> | null = null
  const resolveMode = modeResolver(model)
  const quiet = quietDecisions()

  function guarded(call: Call, given: Given, judge: (mode: Mode) => Decision): Decision {
    const choice = resolveMode(call, given)
    if (choice === null) return errorDecision('agent_mode must be enforce, observe or disabled', 'enforce')
    try {
      return choice.mode === 'disabled' ? disabledDecision(call) : judge(choice.mode)
    } catch (error) {
      return errorDecision(error instanceof Error ? error.message : String(error), choice.mode)
    }
  }

  function matchedRules(call: Call): readonly SandboxRule[] {
    const subject = new Subject(call)
    let matched: SandboxRule[] | null = null
    index ??= candidateIndex(compiled())
    for (const { rule, rest } of index(call, subject)) {
      if (rest(subject) !== true) continue
      if (matched === null) matched = [rule]
      else matched.push(rule)
    }
    return matched ?? noRules
  }

  function evaluate(call: Call, given: Given): Decision {
    return guarded(call, given, (mode) => {
      const matched = matchedRules(call)
      return matched.length === 0 && call.output === undefined ? quiet[mode] : decisionOf(matched, call, mode)
    })
  }

  const digest = once(() => model.digest ?? createHash('sha256').update(model.document.text).digest('hex'))
  const infos = once(() => model.rules.map((rule): RuleInfo => infoOf(rule, model.mode)))
  const needsIsolation = once(() =>
    model.rules.some(({ command, output }) => command?.value.needsIsolation || output?.value.needsIsolation),
  )

  /** The decision once it is known which rules match: `explain` asks every rule anyway. */
  function judgedBy(call: Call, given: Given): (matched: readonly SandboxRule[]) => Decision {
    return (matched) => guarded(call, given, (mode) => decisionOf(matched, call, mode))
  }

  return {
    dialect: 'agent-assembly-sandbox',
    name: model.name,
    get digest() {
      return digest()
    },
    get rules() {
      return infos()
    },
    mode: model.mode,
    modeStands: model.modeStands,
    stateful: false,
    get needsIsolation() {
      return needsIsolation()
    },
    match: (rule, call) => compiled()[rule]?.matches(new Subject(call)) ?? false,
    decide: (matches, call, given) => guarded(call, given, (mode) => decisionOf(rulesOf(model, matches), call, mode)),
    evaluate,
    explain: (call, given) => explain(model, compiled(), resolveMode(call, given), call, judgedBy(call, given)),
    judgeOutput: (call, given) => {
      const matched = matchedRules(call).filter(({ output }) => output !== null)
      const mode = resolveMode(call, given)?.mode
      if (matched.length === 0 || mode === undefined || mode === 'disabled') return null
      return guarded(call, given, () => decisionOf(matched, call, mode))
    },
    native: (call, given, counters) => ({ ...nativeAnswer(evaluate(call, given), resolveMode(call, given)), counters }),
  }
}

/** Works something out when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const noRules: readonly SandboxRule[] = []

function rulesOf(model: SandboxModel, matches: readonly Truth[]): SandboxRule[] {
  return model.rules.filter((_, index) => matches[index] === true)
}

function quietDecisions(): Record<Mode, Decision> {
  const call: Call = { tool: '', args: {} }
  return {
    enforce: decisionOf([], call, 'enforce'),
    observe: decisionOf([], call, 'observe'),
    disabled: disabledDecision(call),
  }
}

function infoOf(rule: SandboxRule, mode: Mode): RuleInfo {
  const { label, range, nameRange, action, output } = rule
  const info = { label, range, nameRange, document: 0, ownMode: null, mode, effect: action, enabled: true }
  return output === null ? info : { ...info, onOutputs: true }
}

/** The page's own answer, field for field. */
function nativeAnswer(decision: Decision, choice: ModeChoice): { answer: NativeAnswer['answer'] } {
  if (choice === null) return { answer: { error: 'agent-mode' } }
  const { verdict, rule, matched, reason, mode, applied, dryRun, output } = decision
  const shadow = dryRun
    ? { shadow_decision: verdict, shadow_reason: reason }
    : { shadow_decision: null, shadow_reason: null }
  const answer: { [key: string]: Json } = {
    verdict,
    rule,
    matched: [...matched],
    reason,
    mode,
    applied,
    dry_run: dryRun,
    ...shadow,
  }
  if (output !== undefined) answer.output = output
  return { answer }
}

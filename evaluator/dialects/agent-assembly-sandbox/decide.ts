import type { Call, Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import { applyEffect, compareEffects, isShadow, type Mode } from '../../effect.ts'
import type { Json } from '../../json/values.ts'
import { compileGlob } from './glob.ts'
import { modes } from './load-mode.ts'
import type { SandboxModel, SandboxRule } from './model.ts'
import { outputText, reasonWhenDisabled, reasonWhenNothingMatched, redacted } from './settled.ts'

/** The mode a call is judged in, and what set it; null when the agent was started with a mode that does not exist. */
export type ModeChoice = { readonly mode: Mode; readonly from: 'flag' | 'override' | 'document' } | null

/** Resolves the mode: what the agent was started with, else the first override that matches its name, else the document's. */
export function modeResolver(model: SandboxModel): (call: Call, given: Given) => ModeChoice {
  const overrides = model.overrides.map(({ agentGlob, mode }) => ({ matches: compileGlob(agentGlob), mode }))
  const documentChoice = { mode: model.mode, from: 'document' } as const
  return (call, given) => {
    const started = given.modeOverride ?? call.extra?.agent_mode
    if (started !== undefined) {
      const mode = modes.find((known) => known === started)
      return mode === undefined ? null : { mode, from: 'flag' }
    }
    const { agent } = call
    if (agent === undefined) return documentChoice
    const override = overrides.find(({ matches }) => matches(agent))
    return override ? { mode: override.mode, from: 'override' } : documentChoice
  }
}

/** The most restrictive of the matching rules, the first of them in document order; null when none matched. */
export function decidingRule(matched: readonly SandboxRule[]): SandboxRule | null {
  let strictest: SandboxRule | null = null
  for (const rule of matched) {
    if (strictest === null || compareEffects(rule.action, strictest.action) > 0) strictest = rule
  }
  return strictest
}

/** What the matching rules, in document order, make of a call. */
export function decisionOf(matched: readonly SandboxRule[], call: Call, mode: Mode): Decision {
  const rule = decidingRule(matched)
  const effect = rule?.action ?? 'allow'
  const decision: Decision = {
    verdict: effect,
    effect,
    rule: rule?.label ?? null,
    matched: matched.map(({ label }) => label),
    reason: rule?.reason ?? reasonWhenNothingMatched,
    mode,
    applied: applyEffect(effect, mode),
    dryRun: isShadow(effect, mode),
  }
  if (call.output === undefined) return decision
  return { ...decision, output: mode === 'enforce' ? sanitise(call.output, matched) : call.output }
}

/** Mode `disabled`: nothing is evaluated. */
export function disabledDecision(call: Call): Decision {
  const decision = {
    verdict: 'allow',
    effect: 'allow',
    rule: null,
    matched: [],
    reason: reasonWhenDisabled,
    mode: 'disabled',
    applied: 'proceed',
    dryRun: false,
  } as const
  return call.output === undefined ? decision : { ...decision, output: call.output }
}

/** Every matching redact rule in document order, each on the text that the one before left. */
function sanitise(output: Json, matched: readonly SandboxRule[]): Json {
  const before = outputText(output)
  if (typeof before !== 'string') return output
  const after = matched.reduce((text, rule) => {
    return rule.action === 'redact' && rule.output ? rule.output.value.replaceAll(text, redacted) : text
  }, before)
  return after === before ? output : after
}

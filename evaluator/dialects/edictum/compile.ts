import { createHash } from 'node:crypto'
import type { Call, Given } from '../../call.ts'
import type { Policy, RuleInfo } from '../../policy.ts'
import { type Case, decideCall, decideOutput } from './decide.ts'
import { explain } from './explain.ts'
import type { EdictumModel } from './model.ts'
import { native } from './native.ts'
import { no, truthOf, unknown, yes } from './outcome.ts'
import { Plans } from './plans.ts'
import { responseOf } from './post.ts'
import { compileRules, type Rule } from './rules.ts'
import { outputText } from './selectors.ts'

/** Compiles what of the model could be read; a refused policy decides with what is left of it. */
export function compile(model: EdictumModel): Policy {
  const rules = compileRules(model)
  const plans = new Plans(rules)
  const caseOf = (call: Call, given: Given, counters: Case['counters'], plan = plans.of(call.tool)): Case => ({
    plan,
    rules,
    model,
    call,
    given,
    counters,
  })
  return {
    dialect: 'edictum',
    name: model.name,
    digest: model.digest ?? digestOf(model),
    rules: rules.all.map((rule) => ruleInfo(rule)),
    mode: model.mode,
    modeStands: true,
    stateful: true,
    needsIsolation: rules.all.some(needsIsolation),
    match: (index, call, given) => {
      const rule = rules.all[index]
      if (rule === undefined || !rule.appliesTo(call.tool)) return false
      if (rule.type === 'session') return true
      if (rule.type !== 'post') return truthOf(rule.check(call, given, undefined))
      if (call.output === undefined && call.throws === undefined) return false
      return truthOf(rule.check(call, given, outputText(responseOf(call))))
    },
    decide: (matches, call, given, counters) =>
      decideCall(caseOf(call, given, counters), ({ index }) => {
        const match = matches[index]
        return match === true ? yes : match === 'unknown' ? unknown : no
      }),
    evaluate: (call, given, counters) =>
      decideCall(caseOf(call, given, counters, plans.forEvaluation(call.tool)), null),
    explain: (call, given, counters) => explain(caseOf(call, given, counters)),
    judgeOutput: (call, given, counters) => decideOutput(caseOf(call, given, counters)),
    native: (call, given, counters) => native(plans.of(call.tool), rules, model, call, given, counters),
  }
}

function ruleInfo({ contract, label, mode, effect }: Rule): RuleInfo {
  const { range, nameRange, document, ownMode, enabled } = contract
  const info = { label, range, nameRange, document, ownMode, mode, effect, enabled }
  return contract.type === 'post' ? { ...info, onOutputs: true } : info
}

function needsIsolation({ contract }: Rule): boolean {
  const asks = (expression: { kind: string }): boolean => {
    const node = expression as Extract<typeof contract, { type: 'pre' }>['when']
    if (node.kind === 'leaf') return node.patterns.some((pattern) => pattern.needsIsolation)
    return node.kind === 'not' ? asks(node.item) : node.items.some(asks)
  }
  return (contract.type === 'pre' || contract.type === 'post') && asks(contract.when)
}

/** As the engine versions a policy: the digest of one document, or the digest of several digests joined by `:`. */
function digestOf({ document, further }: EdictumModel): string {
  const digests = [document, ...further].map(({ text }) => createHash('sha256').update(text).digest('hex'))
  const [only = ''] = digests
  return digests.length === 1 ? only : createHash('sha256').update(digests.join(':')).digest('hex')
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentCall } from '../../../evaluator/call.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import type { Decision } from '../../../evaluator/decision.ts'
import { applyEffect, type Effect, isShadow, type Mode } from '../../../evaluator/effect.ts'
import { judge } from '../../../gate/judge.ts'
import type { GatePolicy } from '../../../gate/policies.ts'

const call: AgentCall = { agent: 'claude-code', agentLabel: 'claude-code', tool: 'Bash', args: {} }
const question = { call, phase: 'before', given: nothingGiven, clock: () => 0 } as const

function saying(name: string, effect: Effect, mode: Mode, more: Partial<Decision> = {}): GatePolicy {
  const decision: Decision = {
    verdict: effect,
    effect,
    rule: 'r',
    matched: ['r'],
    reason: 'because',
    mode,
    applied: applyEffect(effect, mode),
    dryRun: isShadow(effect, mode),
    ...more,
  }
  const policy = { mode, rules: [], evaluate: () => decision, judgeOutput: () => decision }
  const dialect = { name: 'edictum', fromAgent: (given: AgentCall) => given }
  return {
    kind: 'ready',
    files: [`/${name}.yaml`],
    name,
    dialect,
    policy,
    documents: [],
    before: null,
  } as unknown as GatePolicy
}

const mixtures: readonly [readonly [Effect, Mode][], string, string | null][] = [
  [[], 'proceed', null],
  [[['allow', 'enforce']], 'proceed', null],
  [[['deny', 'observe']], 'proceed', null],
  [[['deny', 'disabled']], 'proceed', null],
  [
    [
      ['deny', 'observe'],
      ['redact', 'enforce'],
    ],
    'sanitize',
    'p1',
  ],
  [
    [
      ['redact', 'enforce'],
      ['require_approval', 'enforce'],
      ['deny', 'observe'],
    ],
    'hold',
    'p1',
  ],
  [
    [
      ['require_approval', 'enforce'],
      ['deny', 'enforce'],
      ['error', 'enforce'],
    ],
    'block',
    'p1',
  ],
  [
    [
      ['warn', 'enforce'],
      ['error', 'enforce'],
    ],
    'block',
    'p1',
  ],
]

for (const [says, applied, by] of mixtures) {
  test(`${says.map((each) => each.join('/')).join(' + ') || 'nothing'} → ${applied}`, () => {
    const policies = says.map(([effect, mode], index) => saying(`p${index}`, effect, mode))
    const ruling = judge({ ...question, policies })
    assert.equal(ruling.verdict.applied, applied)
    assert.equal(ruling.settled?.policy.name ?? null, by)
    const counted = says.filter(([, mode]) => mode !== 'disabled').length
    assert.equal(ruling.judgements.length, counted)
  })
}

test('observe on the command line stops nothing, whatever the engine would still do', () => {
  const given = { ...nothingGiven, modeOverride: 'observe' } as const
  const stubborn = saying('approvals', 'require_approval', 'enforce')
  const [judgement] = judge({ ...question, given, policies: [stubborn] }).judgements
  const { mode, applied, dryRun } = judgement?.decision ?? {}
  assert.deepEqual({ mode, applied, dryRun }, { mode: 'observe', applied: 'proceed', dryRun: true })
  assert.equal(judgement?.modeSource, 'flag')
})

test('a policy that throws is an error in its mode, and the others still decide', () => {
  const broken = saying('broken', 'allow', 'observe')
  const throwing = { ...broken, dialect: { fromAgent: () => assert.fail('oh') } } as unknown as GatePolicy
  const ruling = judge({ ...question, policies: [throwing, saying('fine', 'deny', 'enforce')] })
  assert.deepEqual(
    ruling.judgements.map(({ decision }) => [decision.effect, decision.applied]),
    [
      ['error', 'proceed'],
      ['deny', 'block'],
    ],
  )
  assert.match(ruling.verdict.message, /^Blocked by fine \(r\): because$/)
})

test('outputs: each enforcing policy works on what the one before left', () => {
  const remove = (name: string, word: string) => {
    const policy = saying(name, 'redact', 'enforce') as unknown as { policy: object }
    const decide = ({ output }: { output: string }) => {
      const mode = { mode: 'enforce', applied: 'sanitize', effect: 'redact', matched: [], rule: word, dryRun: false }
      return { ...mode, verdict: 'redact', reason: '', output: output.replaceAll(word, 'x') }
    }
    return { ...policy, policy: { ...policy.policy, judgeOutput: decide } } as unknown as GatePolicy
  }
  const after = { ...question, phase: 'after', call: { ...call, output: 'one two' } } as const
  const { verdict } = judge({ ...after, policies: [remove('a', 'one'), remove('b', 'two')] })
  assert.deepEqual([verdict.applied, verdict.output], ['sanitize', 'x x'])
})

test('what cannot be read counts with the mode it had, with the flag instead, and not at all when it is new', () => {
  const lost = (mode: Mode | null): GatePolicy => {
    const problem = { code: 'policy-missing', message: 'gone' }
    return { kind: 'unreadable', files: ['/p'], name: 'p', dialect: null, mode, problem, before: null }
  }
  const applied = (mode: Mode | null, flag?: Mode) => {
    const given = flag === undefined ? nothingGiven : { ...nothingGiven, modeOverride: flag }
    return judge({ ...question, given, policies: [lost(mode)] }).verdict.applied
  }
  assert.deepEqual(
    [
      applied('enforce'),
      applied('observe'),
      applied(null),
      applied('enforce', 'observe'),
      applied(null, 'enforce'),
      applied('enforce', 'disabled'),
    ],
    ['block', 'proceed', 'proceed', 'proceed', 'block', 'proceed'],
  )
})

test('a call under a policy that cannot be read is counted once where it is only observed', () => {
  const judged = (mode: Mode, phase: 'before' | 'after') => {
    const problem = { code: 'policy-missing', message: 'gone' }
    const lost: GatePolicy = {
      kind: 'unreadable',
      files: ['/p'],
      name: 'p',
      dialect: null,
      mode,
      problem,
      before: null,
    }
    return judge({ ...question, phase, policies: [lost] }).judgements.length
  }
  assert.deepEqual([judged('observe', 'before'), judged('observe', 'after')], [1, 0])
  assert.deepEqual([judged('enforce', 'before'), judged('enforce', 'after')], [1, 1])
})

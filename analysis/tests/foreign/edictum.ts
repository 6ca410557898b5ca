import { nothingGiven } from '../../../evaluator/call.ts'
import { childOf, type Node, stringOf } from '../../../evaluator/yaml/node.ts'
import { toJson } from '../../../evaluator/yaml/toJson.ts'
import type { Expectation } from '../testCase.ts'
import { type ForeignReader, wrong } from './foreign.ts'

/** The file of `edictum test FILE --cases`: `cases:` with `tool`, `args` and `expect: allow|deny`; it names no policy. */
export const edictumCases: ForeignReader = {
  is(root) {
    const list = childOf(root, 'cases')
    if (list?.kind !== 'list' || childOf(root, 'policy') !== undefined) return false
    return list.items.some((item) => childOf(item, 'tool') !== undefined && childOf(item, 'expect') !== undefined)
  },
  cases(root) {
    const list = childOf(root, 'cases')
    return list?.kind === 'list' ? list.items : []
  },
  read(node, index) {
    const tool = stringOf(childOf(node, 'tool'))
    const expected = stringOf(childOf(node, 'expect'))?.toLowerCase()
    if (tool === undefined) return wrong(node, 'A case needs `tool`.')
    if (expected !== 'allow' && expected !== 'deny') return wrong(node, '`expect` takes `allow` or `deny`.')
    const [args, principal] = [childOf(node, 'args'), childOf(node, 'principal')]
    const environment = stringOf(childOf(node, 'environment'))
    return {
      label: stringOf(childOf(node, 'id')) ?? `case-${index + 1}`,
      range: node.range,
      call: {
        tool,
        args: args ? toJson(args) : {},
        ...(principal ? { principal: toJson(principal) } : {}),
        ...(environment === undefined ? {} : { environment }),
      },
      before: [],
      given: nothingGiven,
      counters: null,
      expect: expectation(expected, childOf(node, 'match_contract')),
    }
  },
}

/** Its two words: `deny` is whatever would stop the call or hold it, in either mode; a contract is looked at on `deny` alone. */
function expectation(expected: 'allow' | 'deny', contract: Node | undefined): Expectation {
  if (expected === 'allow') return { verdict: 'allow', orVerdict: ['warn', 'redact'] }
  const rule = stringOf(contract)
  return { verdict: 'deny', orVerdict: ['require_approval'], ...(rule === undefined ? {} : { rule }) }
}

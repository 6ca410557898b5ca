import { nothingGiven } from '../../../evaluator/call.ts'
import { childOf, type Node, stringOf } from '../../../evaluator/yaml/node.ts'
import { toJson } from '../../../evaluator/yaml/toJson.ts'
import type { PolicyOfCase } from '../testCase.ts'
import { type ForeignReader, wrong } from './foreign.ts'

/** The file of `authensor policy test`: a policy, by its path or as it is, and `tests` of `envelope` and `expected`. */
export const authensorTests: ForeignReader = {
  is(root) {
    const list = childOf(root, 'tests')
    return list?.kind === 'list' && list.items.some((item) => childOf(item, 'envelope') !== undefined)
  },
  cases(root) {
    const list = childOf(root, 'tests')
    return list?.kind === 'list' ? list.items : []
  },
  read(node, index, root, text) {
    const envelope = childOf(node, 'envelope')
    const expected = childOf(node, 'expected')
    const policy = policyOf(childOf(root, 'policy'), text)
    if (envelope === undefined) return wrong(node, 'A test needs `envelope`.')
    if (expected === undefined) return wrong(node, 'A test needs `expected`.')
    if (policy === null) return wrong(node, 'The file needs `policy`: a path, or the policy itself.')
    const [verdict, rule, reason] = ['outcome', 'matchedRuleId', 'reason'].map((key) =>
      stringOf(childOf(expected, key)),
    )
    return {
      label: stringOf(childOf(node, 'name')) ?? `test ${index + 1}`,
      range: node.range,
      call: { tool: '', args: {}, extra: { envelope: toJson(envelope) } },
      before: [],
      given: nothingGiven,
      counters: null,
      expect: {
        ...(verdict === undefined ? {} : { verdict, isOwnWord: true }),
        ...(rule === undefined ? {} : { rule }),
        ...(reason === undefined ? {} : { reasonContains: reason }),
      },
      policy,
    }
  },
}

function policyOf(node: Node | undefined, text: string): PolicyOfCase | null {
  const path = stringOf(node)
  if (path !== undefined) return { paths: [path] }
  return node?.kind === 'map' || node?.kind === 'list' ? { text: text.slice(node.range.start, node.range.end) } : null
}

import { nothingGiven } from '../../../evaluator/call.ts'
import { childOf, stringOf } from '../../../evaluator/yaml/node.ts'
import { toJson } from '../../../evaluator/yaml/toJson.ts'
import { type ForeignReader, wrong } from './foreign.ts'

/** A fixture suite of `capfence policy test`: cases of `policy`, `event` and `expected.verdict`; a file without `cases` is one. */
export const capfenceFixtures: ForeignReader = {
  is(root) {
    const list = childOf(root, 'cases')
    const cases = list?.kind === 'list' ? list.items : [root]
    return cases.some((one) => childOf(one, 'event')?.kind === 'map' && childOf(one, 'expected')?.kind === 'map')
  },
  cases(root) {
    const list = childOf(root, 'cases')
    return list?.kind === 'list' ? list.items : [root]
  },
  read(node, index) {
    const event = childOf(node, 'event')
    const path = stringOf(childOf(node, 'policy'))
    const verdict = stringOf(childOf(childOf(node, 'expected') ?? null, 'verdict'))
    if (event === undefined) return wrong(node, 'A case needs `event`.')
    if (path === undefined) return wrong(node, 'A case needs `policy`, a path relative to this file.')
    if (verdict === undefined)
      return wrong(node, 'A case needs `expected.verdict`: without it CapFence fails the case.')
    return {
      label: stringOf(childOf(node, 'name')) ?? `case ${index + 1}`,
      range: node.range,
      call: { tool: '', args: {}, extra: { event: toJson(event) } },
      before: [],
      given: nothingGiven,
      counters: null,
      expect: { verdict },
      policy: { paths: [path] },
    }
  },
}

import { type Confidence, type Dialect, notMine } from '../../dialect.ts'
import { childOf, type Node, stringOf } from '../../yaml/node.ts'
import { compile } from './compile.ts'
import { flip } from './flip.ts'
import { load } from './load.ts'
import type { EdictumModel } from './model.ts'
import { slices } from './slices.ts'
import { fromAgent, toolNames } from './tools.ts'
import { vocabulary } from './vocabulary.ts'
import { contractBundle, contractTypes, ruleset } from './words.ts'

/** Edictum's policies: `kind: ContractBundle` and `kind: Ruleset`. */
export const edictum: Dialect<EdictumModel> = {
  name: 'edictum',
  follows: 'edictum for Python: 0.16.0 for `ContractBundle`, 0.19.0 for `Ruleset`',
  toolNames,
  vocabulary,
  composes: true,
  detect,
  load,
  slices,
  compile,
  flip,
  fromAgent,
}

/** Certain by `apiVersion: edictum/…` or the kind; possible by a list of contracts of the engine's types. */
function detect(root: Node | null): Confidence {
  const version = stringOf(childOf(root, 'apiVersion'))
  if (version?.startsWith('edictum/')) return { level: 'certain', reason: `its \`apiVersion\` is \`${version}\`` }
  const kind = stringOf(childOf(root, 'kind'))
  for (const words of [contractBundle, ruleset]) {
    const list = childOf(root, words.list)
    if (kind === words.kind && list) return { level: 'certain', reason: `its \`kind\` is \`${kind}\`` }
    const first = list?.kind === 'list' ? list.items[0] : undefined
    const type = stringOf(childOf(first, 'type'))
    if (contractTypes.some((one) => one === type)) {
      return { level: 'possible', reason: `its \`${words.list}\` have the type \`${type}\`` }
    }
  }
  return notMine
}

import type { Json } from '../../json/values.ts'
import type { Contract, EdictumModel, Layer } from './model.ts'
import type { SideEffect, Words } from './words.ts'

interface Composed extends Pick<EdictumModel, 'contracts' | 'mode' | 'tools'> {
  /** The engine's composition report; null for a single document. */
  readonly report: Json | null
}

/**
 * Lays documents over each other, left to right: the later mode and the later tool entry win; a contract of the same id
 * is replaced where it stands; a layer that observes alongside only appends candidates (its tools still count).
 */
export function compose(layers: readonly Layer[], words: Words): Composed {
  const [base, ...further] = layers
  const owners = new Map<string, string>()
  const contracts: Contract[] = [...(base?.contracts ?? [])]
  for (const { id } of contracts) owners.set(id, base?.path ?? '')
  const tools = new Map<string, SideEffect>(base?.tools)
  let mode = base?.mode ?? 'enforce'
  const overridden: Json[] = []
  const observed: Json[] = []
  const idKey = `${words.one}_id`
  for (const layer of further) {
    for (const [name, effect] of layer.tools) tools.set(name, effect)
    if (layer.observeAlongside) {
      for (const contract of layer.contracts) {
        contracts.push(contract)
        const enforced = owners.get(contract.id) ?? ''
        observed.push({ [idKey]: contract.id, enforced_source: enforced, observed_source: layer.path })
      }
      continue
    }
    mode = layer.mode ?? mode
    for (const contract of layer.contracts) {
      const at = contracts.findIndex((one) => !one.candidate && one.id === contract.id)
      if (at < 0) contracts.push(contract)
      else {
        contracts[at] = contract
        const original = owners.get(contract.id) ?? ''
        overridden.push({ [idKey]: contract.id, overridden_by: layer.path, original_source: original })
      }
      owners.set(contract.id, layer.path)
    }
  }
  const report =
    further.length === 0 ? null : { [`overridden_${words.list}`]: overridden, [`observe_${words.list}`]: observed }
  return { contracts, mode, tools, report }
}

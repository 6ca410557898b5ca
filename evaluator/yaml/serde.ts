import { Float } from '../json/values.ts'
import type { Resolved, YamlFlavour } from './flavour.ts'
import { resolveScalar } from './serde/scalars.ts'

/**
 * YAML as serde_yaml 0.9 reads a value of any type: YAML 1.2 words, but `0b` integers and no leading zeros; `<<` is a
 * key like any other. What a typed field accepts is a question of its own: `serde/typed.ts`.
 */
export const serdeYaml: YamlFlavour = { name: 'serde_yaml', resolve, merges: false, duplicateKeys: 'last-wins' }

function resolve(text: string, style: Parameters<YamlFlavour['resolve']>[1], tag: string | null): Resolved {
  const value = resolveScalar(text, style, tag)
  switch (value.kind) {
    case 'null':
      return { value: null }
    case 'float':
      return { value: Number.isInteger(value.value) ? new Float(value.value) : value.value }
    case 'refused':
      return { value: text }
    default:
      return { value: value.value }
  }
}

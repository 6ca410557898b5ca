import type { Mode } from '../../effect.ts'
import type { Node } from '../../yaml/node.ts'
import type { Findings } from './problems.ts'

export const modes = ['enforce', 'observe', 'disabled'] as const

/** The mode at `node`; null, with a finding, when there is none. */
export function readModeWord(found: Findings, node: Node): Mode | null {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    found.wrongType(node, '`enforcement_mode`', 'a string')
    return null
  }
  const word = node.value
  const mode = modes.find((known) => known === word)
  if (mode === undefined) found.unknownValue(node, '`enforcement_mode`', word, modes)
  return mode ?? null
}

import { entryOf, type MapNode } from '../../yaml/node.ts'
import { readModeWord } from './load-mode.ts'
import type { Override } from './model.ts'
import { type Findings, readString } from './problems.ts'
import { overrideKeys } from './settled.ts'

/** Reads `agent_overrides`; entries that cannot be read are left out, with a finding. */
export function readOverrides(found: Findings, document: MapNode): readonly Override[] {
  const list = entryOf(document, 'agent_overrides')?.value
  if (list === undefined) return []
  if (list.kind !== 'list') {
    found.wrongType(list, '`agent_overrides`', 'a list')
    return []
  }
  return list.items.flatMap((item) => {
    if (item.kind === 'map') return readOverride(found, item) ?? []
    found.wrongType(item, 'An override', 'a map with `agent_glob` and `enforcement_mode`')
    return []
  })
}

function readOverride(found: Findings, map: MapNode): Override | null {
  found.unknownKeys(map, 'An override', overrideKeys)
  const globEntry = entryOf(map, 'agent_glob')
  const modeEntry = entryOf(map, 'enforcement_mode')
  if (!globEntry) found.missing(map, 'An override', 'agent_glob')
  if (!modeEntry) found.missing(map, 'An override', 'enforcement_mode')
  const agentGlob = globEntry ? readString(found, globEntry, '`agent_glob`', 'blank-ok') : null
  const mode = modeEntry ? readModeWord(found, modeEntry.value) : null
  if (agentGlob === null || mode === null || modeEntry === undefined) return null
  return { agentGlob, mode, range: map.range, modeEntry }
}

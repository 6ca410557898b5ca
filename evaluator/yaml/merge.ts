import type { Entry, MapNode, Node } from './node.ts'
import type { YamlProblem } from './problem.ts'

/**
 * Applies `<<` as YAML 1.1 readers do: merged entries come first, so that a map's own entries, which follow, win where
 * the last one wins; of several merged maps the first one wins.
 */
export function mergeInto(entries: readonly Entry[], problems: YamlProblem[]): readonly Entry[] {
  const isMerge = ({ key }: Entry) => key.kind === 'scalar' && key.style === 'plain' && key.text === '<<'
  if (!entries.some(isMerge)) return entries
  const merged: Entry[] = []
  for (const entry of entries.filter(isMerge)) {
    for (const map of mapsOf(entry.value, problems)) merged.push(...map.entries)
  }
  return [...merged, ...entries.filter((entry) => !isMerge(entry))]
}

function mapsOf(value: Node, problems: YamlProblem[]): readonly MapNode[] {
  if (value.kind === 'map') return [value]
  const maps = value.kind === 'list' ? value.items.filter((item) => item.kind === 'map') : []
  if (value.kind !== 'list' || maps.length < value.items.length) {
    problems.push({ kind: 'merge', range: value.range, message: '<< takes a map or a list of maps.' })
  }
  return maps.reverse()
}

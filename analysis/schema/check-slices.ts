import type { MapNode, Node } from '../../evaluator/yaml/node.ts'
import type { SlicedYaml } from '../../evaluator/yaml/split-read.ts'
import { SliceResults } from '../../evaluator/yaml/split-results.ts'
import { shiftRange } from '../../evaluator/yaml/split-shift.ts'
import type { Slice } from '../../evaluator/yaml/split-slice.ts'
import type { PlacedError } from './place.ts'
import { errorsOf, placed, schemaValue } from './place.ts'

interface Checked {
  readonly name: string
  /** What stood around the item, as far as schemas look at it from inside one. */
  readonly kind: string
  readonly errors: readonly PlacedError[]
}

/** What a schema has against a document read item by item: each item is checked alone, beside the document's `kind`. */
export function slicedErrors(name: string, root: Node, sliced: SlicedYaml): readonly PlacedError[] {
  const { starts, key } = sliced
  const around = (root as MapNode).entries.filter(
    ({ key: { kind }, value }) => kind === 'scalar' && value.kind === 'scalar',
  )
  const kind = around.find((entry) => entry.key.kind === 'scalar' && entry.key.text === 'kind')
  const context = kind ? schemaValue({ ...(root as MapNode), entries: [kind] }) : {}
  const known = JSON.stringify(context)
  const all = [...frameErrors(name, root as MapNode, key)]
  const { results, telling } = resultsOf(sliced, `${name} ${known}`, (slice) => {
    let checked = slice.memo.checked as Checked | undefined
    if (checked?.name !== name || checked.kind !== known) {
      checked = { name, kind: known, errors: sliceErrors(name, slice, key, context) }
      slice.memo.checked = checked
    }
    return checked
  })
  for (const index of telling) {
    const { errors } = results[index] as Checked
    for (const error of errors) all.push({ ...error, range: shiftRange(error.range, starts[index] ?? 0) })
  }
  return all
}

/** What was found in each slice of this version, with what was found in the last one under the same `circumstances`. */
function resultsOf(sliced: SlicedYaml, circumstances: string, check: (slice: Slice) => Checked) {
  const { kept } = sliced
  const last = kept.get('schema') as { circumstances: string; checked: SliceResults<Checked> } | undefined
  const checked =
    last?.circumstances === circumstances ? last.checked : new SliceResults<Checked>(({ errors }) => errors.length > 0)
  kept.set('schema', { circumstances, checked })
  checked.update(sliced, check)
  return checked
}

/** What it has against all around the list, and against the list as such. */
function frameErrors(name: string, root: MapNode, list: string): PlacedError[] {
  const entries = root.entries.map((entry) => {
    const isList = entry.key.kind === 'scalar' && entry.key.text === list
    return isList
      ? { ...entry, value: { ...entry.value, kind: 'list', tag: null, flow: false, items: [] } as Node }
      : entry
  })
  const frame = { kind: 'map', range: root.range, tag: root.tag, flow: root.flow, entries } as const
  const errors = errorsOf(name, schemaValue(frame))
  const real = errors.filter(({ keyword, instancePath }) => !(keyword === 'minItems' && instancePath === `/${list}`))
  return real.map((error) => placed(frame, error))
}

function sliceErrors(name: string, { item }: Slice, list: string, context: unknown): readonly PlacedError[] {
  if (item === null) return []
  const value = { ...(context as object), [list]: [schemaValue(item)] }
  const inside = `/${list}/0`
  return errorsOf(name, value).flatMap((error) => {
    const { instancePath } = error
    if (instancePath !== inside && !instancePath.startsWith(`${inside}/`)) return []
    return [placed(item, { ...error, instancePath: instancePath.slice(inside.length) })]
  })
}

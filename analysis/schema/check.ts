import type { Problem } from '../../evaluator/problem.ts'
import type { Node } from '../../evaluator/yaml/node.ts'
import type { SlicedMap } from '../../evaluator/yaml/split-read.ts'
import { slicedErrors } from './check-slices.ts'
import { errorsOf, placed, schemaValue } from './place.ts'

/**
 * What the schema of that name has against a document, at the exact key or value, one message a place; nothing where
 * there is no such schema. Of a document that was read item by item, only items that changed are looked at again.
 */
export function checkSchema(name: string, root: Node): readonly Problem[] {
  const { sliced } = root as SlicedMap
  const errors = sliced
    ? slicedErrors(name, root, sliced)
    : errorsOf(name, schemaValue(root)).map((error) => placed(root, error))
  const telling = errors.filter(({ summary }) => !summary)
  const found = new Map<string, Problem>()
  for (const { range, message } of telling.length > 0 ? telling : errors) {
    const key = `${range.start}:${range.end}`
    if (!found.has(key)) found.set(key, { code: 'schema', severity: 'error', range, message })
  }
  return [...found.values()]
}

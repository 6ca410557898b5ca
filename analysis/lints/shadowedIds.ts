import type { EdictumModel } from '../../evaluator/dialects/edictum/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** A rule of a composition that a later document takes the place of. */
export interface ShadowedId {
  readonly id: string
  /** Indexes of the two documents. */
  readonly document: number
  readonly by: number
  /** Where the rule that no longer counts is named, in its own document. */
  readonly nameRange: Range
}

/** Every rule that a later document of the composition replaces; documents that observe alongside replace none. */
export function shadowedIds({ layers }: Pick<EdictumModel, 'layers'>): readonly ShadowedId[] {
  const found: ShadowedId[] = []
  const last = new Map<string, { readonly document: number; readonly nameRange: Range }>()
  for (const [index, { contracts, observeAlongside }] of layers.entries()) {
    if (index > 0 && observeAlongside) continue
    for (const { id, nameRange } of contracts) {
      const before = last.get(id)
      if (before) found.push({ id, by: index, ...before })
      last.set(id, { document: index, nameRange })
    }
  }
  return found
}

/** Rules of a document that another one of its composition replaces. */
export const edictumShadowed: Lint = (document) => {
  const model = modelOf<EdictumModel>(document, 'edictum')
  if (model === null || model.layers.length < 2) return []
  const own = shadowedIds(model).filter((each) => each.document === 0)
  return own.map(({ id, by, nameRange }) => shadowed(id, model.layers[by]?.path ?? '', nameRange))
}

export function shadowed(id: string, path: string, range: Range): Problem {
  const message = `\`${id}\` stands in ${path} as well, which comes later in this composition: that one counts, and this one never decides.`
  return problemOf({ code: 'edictum-shadowed-id', range, message })
}

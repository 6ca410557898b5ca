import type { EdictumModel } from '../evaluator/dialects/edictum/model.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import type { Node } from '../evaluator/yaml/node.ts'
import { readYaml } from '../evaluator/yaml/read.ts'
import type { PolicyDocument } from './policyDocument.ts'

/** A policy's own text as its engine reads it, else as YAML 1.2 does; null where nothing usable stands. */
export function documentRoot({ dialect, model, text }: PolicyDocument): Node | null {
  if (model.root !== undefined) return model.root
  const layer = dialect.name === 'edictum' ? (model as EdictumModel).layers[0] : undefined
  return layer ? layer.root : readYaml(text, coreYaml).root
}

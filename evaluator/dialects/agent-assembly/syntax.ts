import type { Node } from '../../yaml/node.ts'
import type { YamlProblem } from '../../yaml/problem.ts'
import { readYaml } from '../../yaml/read.ts'
import { readLibyaml } from '../../yaml/serde/libyaml.ts'
import { serdeYaml } from '../../yaml/serde.ts'

/** The first document as libyaml sees it, and what stops it: bad syntax, or a second document behind it. */
export interface Syntax {
  /** Where the text stops being YAML: what could be made of it. */
  readonly root: Node | null
  readonly stops: (YamlProblem & { readonly line: number }) | undefined
  readonly second: YamlProblem | undefined
}

/** Reads a text as the gateway's own parser does; what it cannot read to the end, as far as anything can be made of it. */
export function syntaxOf(text: string): Syntax {
  const { root, stops, stopLine, tooDeep, second } = readLibyaml(text)
  if (stops === null) return { root, stops: undefined, second: second ?? undefined }
  return {
    root: root ?? (tooDeep ? null : readYaml(text, serdeYaml).root),
    stops: { ...stops, line: stopLine },
    second: undefined,
  }
}

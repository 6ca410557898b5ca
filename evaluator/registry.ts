import type { Confidence, Dialect } from './dialect.ts'
import { agentAssembly } from './dialects/agent-assembly/index.ts'
import { agentAssemblySandbox } from './dialects/agent-assembly-sandbox/index.ts'
import { authensor } from './dialects/authensor/index.ts'
import { capfence } from './dialects/capfence/index.ts'
import { edictum } from './dialects/edictum/index.ts'
import { orca } from './dialects/orca/index.ts'
import { safeclaw } from './dialects/safeclaw/index.ts'
import { safeclawJson } from './dialects/safeclaw-json/index.ts'
import { guarded } from './guarded.ts'
import type { Node } from './yaml/node.ts'

/** Every dialect, in the order in which they are asked whether a document is theirs. */
export const dialects = (
  [
    agentAssemblySandbox,
    agentAssembly,
    edictum,
    capfence,
    safeclaw,
    orca,
    safeclawJson,
    authensor,
  ] as unknown as readonly Dialect[]
).map(guarded)

export interface Detection {
  readonly dialect: Dialect
  readonly confidence: Confidence
  /** Other dialects that could read the document too, and why this one was taken. */
  readonly passedOver: readonly { readonly dialect: Dialect; readonly confidence: Confidence }[]
}

/** The dialect a document is written in, the surest first; null when no dialect claims it. `root` is read as YAML 1.2. */
export function detectDialect(root: Node | null): Detection | null {
  const claims = dialects
    .map((dialect) => ({ dialect, confidence: dialect.detect(root) }))
    .filter(({ confidence }) => confidence.level !== 'none')
  const first = claims.find(({ confidence }) => confidence.level === 'certain') ?? claims[0]
  return first ? { ...first, passedOver: claims.filter((claim) => claim !== first) } : null
}

/** The dialect of that name; undefined when there is none. */
export function dialectNamed(name: string): Dialect | undefined {
  return dialects.find((dialect) => dialect.name === name)
}

import { detectDialect } from '../evaluator/registry.ts'
import type { Range } from '../evaluator/text.ts'
import { closestWord } from '../evaluator/words.ts'
import type { MapNode, Node, ScalarNode } from '../evaluator/yaml/node.ts'

/** A document that a dialect would certainly know, were it not for one misspelt key at its top. */
export interface NearPolicy {
  readonly dialect: string
  readonly typed: string
  readonly meant: string
  /** Where the misspelt key stands. */
  readonly range: Range
}

/** Keys at the top of a policy; every dialect needs one of these, to be told apart from documents of other kinds. */
export const markerKeys: readonly string[] = [
  ...['rules', 'contracts', 'policies', 'allow', 'deny', 'warn', 'require_approval', 'risk_levels', 'policy_name'],
  ...['tools', 'capabilities', 'network', 'data', 'budget', 'schedule', 'scope', 'syscalls', 'filesystem', 'approval'],
  ...['spec', 'credential_action', 'defaultEffect', 'orca', 'enforcement_mode'],
]

/** Those, and what else at the top tells a dialect. */
const tellingKeys = [...markerKeys, 'apiVersion', 'kind', 'mode', 'agent_overrides', 'approval_timeout_secs']

/** So many keys at the top are looked at: a policy has few. */
const mostKeys = 30
/** So much of a text is looked at. */
const head = 4_096
const topKey = /^[ \t]{0,4}[{,]?\s{0,2}["']?([A-Za-z_]{3,24})["']?\s{0,2}:/gm

/** Whether a key near the top may be a marker misspelt: a cheap look that spares other documents the parse. */
export function mayBeMisspelt(text: string): boolean {
  let looked = 0
  for (const [, key = ''] of text.slice(0, head).matchAll(topKey)) {
    if (++looked > mostKeys) return false
    const alike = markerKeys.filter((word) => isAlike(word, key))
    if (alike.length > 0 && closestWord(key, alike) !== undefined) return true
  }
  return false
}

/** Whether a slip could make one word of the other, at a glance: about as long, with the same first or last letter. */
function isAlike(word: string, key: string): boolean {
  if (Math.abs(word.length - key.length) > key.length / 3) return false
  return word[0] === key[0] || word.at(-1) === key.at(-1)
}

/**
 * The one key that keeps a document from being a policy: with it spelt right some dialect is certain that the document is
 * its own. Null for policies, and for documents of every other kind. `root` is read as YAML 1.2.
 */
export function nearPolicy(root: Node | null): NearPolicy | null {
  if (root?.kind !== 'map') return null
  const present = new Set(root.entries.slice(0, mostKeys).map(({ key }) => wordOf(key)))
  for (const typed of present) {
    const meant = typed === null || tellingKeys.includes(typed) ? undefined : closestWord(typed, tellingKeys)
    if (typed === null || meant === undefined || present.has(meant)) continue
    const found = detectDialect(withKey(root, typed, meant))
    if (found?.confidence.level !== 'certain') continue
    const range = root.entries.find(({ key }) => wordOf(key) === typed)?.key.range ?? root.range
    return { dialect: found.dialect.name, typed, meant, range }
  }
  return null
}

function withKey(root: MapNode, typed: string, meant: string): MapNode {
  const entries = root.entries.map((entry) =>
    wordOf(entry.key) === typed
      ? { ...entry, key: { ...(entry.key as ScalarNode), value: meant, text: meant } }
      : entry,
  )
  return { ...root, entries }
}

function wordOf(key: Node): string | null {
  return key.kind === 'scalar' && typeof key.value === 'string' ? key.value : null
}

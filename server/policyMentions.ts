import { entriesOf } from '../analysis/outline/entries.ts'
import type { OrcaModel } from '../evaluator/dialects/orca/model.ts'
import type { Range } from '../evaluator/text.ts'
import { type OpenDocument, shownVersion } from './documents.ts'
import { concernedBy, mentionsIn } from './ruleMentions.ts'

/** A place where an inner policy is named: where it stands, a key or a call that is attached to it, a rule's whole label. */
export interface PolicyMention {
  readonly document: OpenDocument
  /** The name as written, quotes included; in a rule's label the part before the slash. */
  readonly range: Range
  readonly name: string
  readonly kind: 'definition' | 'reference' | 'label'
}

/** Every mention of the inner policy that is named at an offset; none where none is. */
export function policyMentionsAt(
  document: OpenDocument,
  all: Iterable<OpenDocument>,
  offset: number,
): readonly PolicyMention[] {
  const named = [...inPolicy(document), ...inCalls(document)]
  const here = named.find(({ range }) => range.start <= offset && offset <= range.end)
  if (here === undefined) return []
  const found = concernedBy(document, all).flatMap((each) => [...inPolicy(each), ...inCalls(each), ...inLabels(each)])
  return found.filter(({ name }) => name === here.name)
}

/** Only OrcaRouter's documents hold several policies under names. */
function inPolicy(document: OpenDocument): PolicyMention[] {
  const shown = shownVersion(document)
  if (shown.policy?.dialect.name !== 'orca') return []
  const { policies } = shown.policy.model as OrcaModel
  const found = policies.map(({ name, nameRange }): PolicyMention => {
    return { document: shown, range: nameRange, name, kind: 'definition' }
  })
  for (const { path, role, range, text: name } of entriesOf(shown.text.getText())) {
    if (role !== 'value' || path.at(-3) !== 'keys' || path.at(-1) !== 'firewall_policy') continue
    found.push({ document: shown, range, name, kind: 'reference' })
  }
  return found
}

/** Calls of a test file that say which policy judges them. */
function inCalls(document: OpenDocument): PolicyMention[] {
  const shown = shownVersion(document)
  if (shown.tests === null) return []
  const entries = [...entriesOf(shown.text.getText())]
  return entries.flatMap(({ path, role, range, text: name }): PolicyMention[] => {
    if (role !== 'value' || path.at(-1) !== 'policy_id') return []
    return [{ document: shown, range, name, kind: 'reference' }]
  })
}

/** Tests name a rule by its policy and its own label: `team/no shell`. */
function inLabels(document: OpenDocument): PolicyMention[] {
  return mentionsIn(document).flatMap(({ document: shown, range, label, kind }): PolicyMention[] => {
    const slash = label.indexOf('/')
    if (kind !== 'test' || slash === -1) return []
    const name = label.slice(0, slash)
    const start = range.start + shown.text.getText().slice(range.start, range.end).indexOf(name)
    return [{ document: shown, range: { start, end: start + name.length }, name, kind: 'label' }]
  })
}

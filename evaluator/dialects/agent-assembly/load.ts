import type { Json } from '../../json/values.ts'
import type { Problem } from '../../problem.ts'
import type { PolicyText } from '../../text.ts'
import type { Node } from '../../yaml/node.ts'
import { documentDigest } from './digest.ts'
import { type Category, type Finding, Findings } from './findings.ts'
import type { AgentAssemblyModel, SectionDocument } from './model.ts'
import { readDocument } from './read.ts'
import { checkBody } from './sections.ts'

interface LoadedDocument {
  readonly root: Node | null
  readonly section: SectionDocument
  /** Whether the document has the section, be it without hours. */
  readonly hasSchedule: boolean
  readonly found: Findings
  readonly cannotReproduce: string | null
}

/** Reads a policy, and the further documents of its cascade; what is missing or wrong is left out of the model. */
export function load(document: PolicyText, further: readonly PolicyText[]): AgentAssemblyModel {
  const loaded = [document, ...further].map((text, index) => loadOne(text, index === 0 ? '' : `${text.path}/`))
  const own = loaded[0] as LoadedDocument
  const category = refusalOf(loaded)
  let native: Json | undefined
  const first = loaded.flatMap(({ found }) => found.problems).find((problem) => problem.category === category)
  return {
    document,
    further,
    root: own.root,
    name: own.section.name ?? document.path,
    problems: own.found.problems.sort((a, b) => a.range.start - b.range.start),
    refused: category === null ? null : { category, message: refusalMessage(loaded, first) },
    cannotReproduce:
      category === null ? (loaded.find((one) => one.cannotReproduce !== null)?.cannotReproduce ?? null) : null,
    modeRange: { start: own.section.range.start, end: own.section.range.start },
    documents: loaded.map(({ section }) => section),
    // Digests of large documents take long, and few ask for them.
    get nativeLoad() {
      native ??= nativeLoad(loaded, category)
      return native
    },
  }
}

function loadOne({ text }: PolicyText, labelPrefix: string): LoadedDocument {
  const found = new Findings(text)
  const { root, body, name, policyVersion } = readDocument(text, found)
  const range = root?.range ?? { start: 0, end: 0 }
  const checked = checkBody(body, found)
  const section = { ...checked.section, text, labelPrefix, range, name, policyVersion }
  const hasSchedule = body?.values.schedule !== undefined
  return { root, section, hasSchedule, found, cannotReproduce: checked.cannotReproduce }
}

function refusalOf(loaded: readonly LoadedDocument[]): Category | null {
  const fields = loaded.flatMap(({ found }) => found.errors.map((error) => error.field))
  if (fields.length === 0) return null
  if (fields.includes('(document)')) return 'document'
  if (fields.includes('rules')) return 'rules'
  const all = loaded.flatMap(({ found }) => found.problems.map((problem) => problem.category))
  const errors = all.filter((category) => category !== undefined)
  if (errors.every((category) => category === 'unknown-key')) return 'unknown-key'
  return errors.every((category) => category === 'expression') ? 'expression' : 'value'
}

function refusalMessage(loaded: readonly LoadedDocument[], first: Problem | undefined): string {
  return first?.message ?? loaded.flatMap(({ found }) => found.errors)[0]?.message ?? ''
}

function nativeLoad(loaded: readonly LoadedDocument[], category: Category | null): Json {
  const warnings = listed(loaded, (found) => (found.errors.length > 0 ? [] : found.warnings))
  const rest = warnings.length > 0 ? { warnings } : {}
  if (category !== null) return { ok: false, error: category, errors: listed(loaded, (found) => found.errors), ...rest }
  const digests = loaded.map(({ section }) => documentDigest(section))
  return { ok: true, digests, run_state: runState(loaded[0] as LoadedDocument), ...rest }
}

function listed(loaded: readonly LoadedDocument[], pick: (found: Findings) => readonly Finding[]): Json[] {
  return loaded.flatMap(({ found }, index) =>
    pick(found).map(
      ({ field, message, line }): Json => ({
        ...(index === 0 ? {} : { document: index }),
        field,
        ...(line === undefined ? {} : { line }),
        message,
      }),
    ),
  )
}

/**
 * What `aasm run` would say of the policy: only a lone `"*": {allow: true}` counts as permissive on purpose, beside which
 * it does not look at path scopes, system calls, and data without patterns.
 */
function runState({ section, hasSchedule }: LoadedDocument): string {
  if (section.tools.size === 0) return 'unconfigured'
  const only = section.tools.size === 1 ? section.tools.get('*') : undefined
  const allowsAll = only?.allow === true && only.limit === null && only.approval === null
  const others = [section.network, section.budget, section.capabilities]
  const restricts = hasSchedule || others.some((part) => part !== null) || (section.data?.patterns.length ?? 0) > 0
  return allowsAll && !restricts ? 'permissive' : 'enforced'
}

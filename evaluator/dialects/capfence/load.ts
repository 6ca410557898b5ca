import type { Json } from '../../json/values.ts'
import type { Fix, Problem } from '../../problem.ts'
import { pythonValueOf } from '../../python/document.ts'
import type { NamedFiles, PolicyText } from '../../text.ts'
import { entryOf } from '../../yaml/node.ts'
import type { YamlDocument } from '../../yaml/read.ts'
import { parseCapability } from './capability.ts'
import { Inheritance } from './extends.ts'
import type { Refusal } from './findings.ts'
import { loadFile } from './load-file.ts'
import type { CapfenceModel, CapfenceRule } from './model.ts'
import { moveItems } from './move.ts'
import { Parents } from './parents.ts'
import { reportTraps } from './traps.ts'

/** Reads a policy and what it extends; what is broken is left out of the model and stands among its problems. */
export function load(
  document: PolicyText,
  given: readonly PolicyText[],
  _read?: YamlDocument,
  named?: NamedFiles,
): CapfenceModel {
  const file = loadFile(document, 0, '')
  const { found, root } = file
  const inheritance = new Inheritance(new Parents(document, given, named), found)
  const { rules, riskLevels } = inheritance.merge(file, [document], null)
  const runtimeRefuses = file.rules.filter(({ section }) => section !== 'warn').some(isMalformed) ? 'ValueError' : null
  reportMalformed(found, file.rules)
  reportTraps(found, file)
  const [refusal] = found.refusals
  const name = file.entries.find(([key]) => key.kind === 'scalar' && key.value === 'policy_name')?.[1]
  const title = name && pythonValueOf(name, document.text)
  const model: CapfenceModel = {
    document,
    further: inheritance.further,
    name: typeof title === 'string' && title !== '' ? title : document.path,
    rules,
    riskLevels,
    parents: inheritance.parents,
    root,
    runtimeRefuses: refusal === undefined ? runtimeRefuses : null,
    problems: found.problems,
    refused: refusal ? { category: refusal.category, message: refusal.message } : null,
    cannotReproduce: inheritance.tooMuch,
    modeRange: root?.entries[0]?.key.range ?? { start: 0, end: 0 },
    nativeLoad: nativeLoad(refusal, runtimeRefuses),
  }
  return { ...model, problems: withMoves(model) }
}

/** Gives the problem of a `warn` list its mends: the rules in it can be moved whole. */
function withMoves(model: CapfenceModel): readonly Problem[] {
  const warn = model.root && entryOf(model.root, 'warn')
  const rules = model.rules.filter(({ section, document }) => section === 'warn' && document === 0)
  if (!warn || rules.length === 0) return model.problems
  const fixes = (['deny', 'require_approval'] as const).flatMap((to): Fix[] => {
    const edits = moveItems(model, rules, 'warn', to)
    return 'message' in edits ? [] : [{ title: `Move these rules to \`${to}\``, edits, changesDecisions: true }]
  })
  if (fixes.length === 0) return model.problems
  const isList = ({ range, category }: Problem) => range === warn.key.range && category === 'unknown-top-level-key'
  return model.problems.map((problem) => (isList(problem) ? { ...problem, fixes } : problem))
}

function nativeLoad(refusal: Refusal | undefined, runtimeRefuses: string | null): Json {
  if (refusal === undefined) return runtimeRefuses === null ? { ok: true } : { ok: true, runtime: runtimeRefuses }
  const { category, raised, message, runtime } = refusal
  return { ok: false, error: category, class: raised, detail: message, runtime: runtime ?? raised }
}

function isMalformed({ capability }: CapfenceRule): boolean {
  return typeof capability !== 'string' || parseCapability(capability) === null
}

function reportMalformed(found: ReturnType<typeof loadFile>['found'], rules: readonly CapfenceRule[]): void {
  const reported = new Set(found.problems.map(({ range }) => range.start))
  for (const rule of rules.filter(isMalformed)) {
    if (reported.has(rule.nameRange.start)) continue
    const message =
      'A capability is letters, digits, `_`, `-`, `.` and `*`. `check-policy` takes this one, but the runtime refuses the whole file for it.'
    found.note('error', 'capability-syntax', rule.nameRange, message)
  }
}

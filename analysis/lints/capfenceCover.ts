import type { Call } from '../../evaluator/call.ts'
import { parseCapability, covers as segmentsCover } from '../../evaluator/dialects/capfence/capability.ts'
import type { CapfenceModel, CapfenceRule, Condition } from '../../evaluator/dialects/capfence/model.ts'
import { documentRepr } from '../../evaluator/python/document-text.ts'
import type { Range } from '../../evaluator/text.ts'
import { type Coverable, unreachable } from './coverage.ts'
import { type Lint, modelOf } from './lint.ts'

/** Rules after one that matches all they do: denials come first, then approvals, then what is let through. */
export const capfenceCover: Lint = (document) => {
  const model = modelOf<CapfenceModel>(document, 'capfence')
  if (model === null || model.rules.some(({ capability }) => typeof capability !== 'string')) return []
  const ordered = model.rules
    .map((rule) => ({ rule, label: rule.label, range: placeOf(rule), bucket: bucketOf(rule) }))
    .sort((a, b) => stepOf(a.rule) - stepOf(b.rule))
  const own = (each: Coverable<CapfenceRule>) => each.rule.document === 0
  return unreachable(document, { ordered: ordered.filter(own), covers, witness, because })
}

/** Where the capability stands, unless a merge brought it from another rule. */
function placeOf({ range, nameRange }: CapfenceRule): Range {
  return nameRange.start >= range.start && nameRange.end <= range.end ? nameRange : range
}

function stepOf({ action }: CapfenceRule): number {
  if (action === 'deny' || action === 'block') return 0
  return action === 'require_approval' ? 1 : 2
}

function because(earlier: CapfenceRule, rule: CapfenceRule): string {
  return stepOf(earlier) === stepOf(rule) ? 'stands before it' : `says \`${earlier.action}\`, which is asked first,`
}

function bucketOf({ capability }: CapfenceRule): string | null {
  return typeof capability === 'string' && !capability.includes('*')
    ? (parseCapability(capability)?.resource ?? null)
    : null
}

/** The same conditions or fewer, in the same order, so that the engine dies on both or on neither. */
function covers(earlier: CapfenceRule, rule: CapfenceRule): boolean {
  if (!capabilityCovers(earlier.capability as string, rule.capability as string)) return false
  return earlier.conditions.every((condition, index) => {
    const same = rule.conditions[index]
    return same !== undefined && keyOf(same) === keyOf(condition)
  })
}

function keyOf({ key, value }: Condition): string {
  return `${key}: ${documentRepr(value)}`
}

/** Also where the call's capability has a character outside of the alphabet, and the engine falls back to comparing texts. */
function capabilityCovers(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true
  const [outer, inner] = [parseCapability(wide), parseCapability(narrow)]
  if (outer === null || inner === null || narrow === '*' || !segmentsCover(outer, inner)) return false
  if (!narrow.endsWith('.*')) return true
  return wide.endsWith('.*') && narrow.slice(0, -2).startsWith(wide.slice(0, -2))
}

/** Only for rules without conditions, where the capability is all that is asked. */
function witness({ capability, conditions }: CapfenceRule): Call | null {
  if (conditions.length > 0 || typeof capability !== 'string') return null
  const tool = capability.replaceAll('*', 'x')
  return { tool, args: {}, environment: 'production', metadata: {}, extra: { risk: 'medium' } }
}

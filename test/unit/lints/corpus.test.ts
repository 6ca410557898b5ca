import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { codes } from '../../../analysis/codes.ts'
import { diagnosePolicy } from '../../../analysis/diagnose.ts'
import { fixAll } from '../../../analysis/fixAll.ts'
import { fixesOf } from '../../../analysis/fixes.ts'
import { lintPolicy } from '../../../analysis/lints/index.ts'
import { type PolicyDocument, readPolicyAs } from '../../../analysis/policyDocument.ts'
import type { Problem } from '../../../evaluator/problem.ts'
import { dialects } from '../../../evaluator/registry.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { type Recorded, recorded } from './vectors.ts'

/** Errors on documents that load: the runtime's own loader refuses them, or the engine dies when a call comes to the place. */
const borneOut = [
  'capfence-capability-syntax',
  'capfence-threshold-not-a-number',
  'capfence-pattern-does-not-compile',
  'safeclaw-json-shape',
  'authensor-shape',
  'authensor-pattern',
]
const strength = ['hint', 'information', 'warning', 'error']

describe('on every recorded policy', () => {
  for (const { name } of dialects) {
    test(`${name}: codes are known, and nothing is said that the engine's answers deny`, async () => {
      const wrong: string[] = []
      const seen = new Set<string>()
      for (const each of await recorded(name)) {
        const document = each.read()
        const quick = diagnosePolicy(document)
        const lints = lintPolicy(document)
        for (const problem of [...quick, ...lints]) {
          const fault = faultOf(problem, document, each)
          if (fault) wrong.push(`${each.vector.id}: ${problem.code}: ${fault}`)
          seen.add(problem.code)
        }
        for (const { code, severity } of lints)
          if (severity === 'error') wrong.push(`${each.vector.id}: ${code} is an error`)
        wrong.push(...denied(lints, document, each), ...changed([...quick, ...lints], document, each))
      }
      assert.deepEqual(wrong.slice(0, 20), [])
    })
  }
})

function faultOf(problem: Problem, document: PolicyDocument, { vector }: Recorded): string | null {
  const { code, severity } = problem
  const fixes = fixesOf(document, problem)
  const info = Object.hasOwn(codes, code) ? codes[code as keyof typeof codes] : undefined
  if (info === undefined) return 'is not in the table'
  if (strength.indexOf(severity) > strength.indexOf(info.severity)) return `is ${severity}, weightier than in the table`
  if (!info.dialects.includes(document.dialect.name)) return `is not said to be one of ${document.dialect.name}`
  if (fixes.length > 0 && !info.fixable) return 'has a fix, and the table says it has none'
  if (severity !== 'error' || vector.load.ok !== true || document.model.refused !== null) return null
  return borneOut.includes(code) ? null : 'is an error on a policy that loads'
}

/** Decisions that are others once all is mended that can be mended without changing one. */
function changed(problems: readonly Problem[], document: PolicyDocument, each: Recorded): string[] {
  if (document.model.refused !== null) return []
  const edits = fixAll(document, problems)
  if (edits.length === 0) return []
  const { dialect, path, text, model } = document
  const after = readPolicyAs(dialect, path, applyEdits(text, edits), { further: model.further })
  const told = (one: PolicyDocument) =>
    each.decisions(one).map(({ verdict, effect, rule, mode, applied }) => [verdict, effect, rule, mode, applied])
  return isDeepStrictEqual(told(document), told(after)) ? [] : [`${each.vector.id}: fixing all changes what it decides`]
}

/** Rules that are said never to decide or match, and did on a recorded call. */
function denied(lints: readonly Problem[], document: PolicyDocument, each: Recorded): string[] {
  const idle = lints.filter(({ code }) => code === 'unreachable-rule' || code === 'never-matches')
  if (idle.length === 0) return []
  const decisions = each.decisions(document).filter(({ effect }) => effect !== 'error')
  return idle.flatMap(({ code, range, message }) => {
    const rule = document.policy.rules.find(
      (one) => one.document === 0 && one.range.start <= range.start && range.end <= one.range.end,
    )
    if (rule === undefined) return [`${each.vector.id}: ${code} stands in no rule: ${message}`]
    const did = decisions.some((one) =>
      code === 'never-matches' ? one.matched.includes(rule.label) : one.rule === rule.label,
    )
    return did ? [`${each.vector.id}: ${code}, but ${rule.label} did: ${message}`] : []
  })
}

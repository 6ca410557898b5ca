import type { Problem } from '../../evaluator/problem.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { suppress } from '../suppress.ts'
import { agentAssemblySections } from './agentAssembly.ts'
import { agentAssemblyDocument } from './agentAssemblyDocument.ts'
import { agentAssemblyNames } from './assemblyNames.ts'
import { authensorConditions } from './authensorConditions.ts'
import { authensorCover } from './authensorCover.ts'
import { authensorValues } from './authensorValues.ts'
import { cannotReproduce } from './cannotReproduce.ts'
import { capfenceCapabilities } from './capfence.ts'
import { capfenceCover } from './capfenceCover.ts'
import { capfenceReach } from './capfenceReach.ts'
import { capfenceTexts } from './capfenceTexts.ts'
import { twoDialects } from './detection.ts'
import { duplicateKeys } from './duplicateKeys.ts'
import { edictumConditions } from './edictum.ts'
import { edictumCover } from './edictumCover.ts'
import { edictumNames } from './edictumNames.ts'
import { edictumOperands } from './edictumOperands.ts'
import { edictumTraps } from './edictumTraps.ts'
import { hiddenBreaks } from './hiddenBreaks.ts'
import type { Lint, Steps } from './lint.ts'
import { oldYaml } from './oldYaml.ts'
import { orcaRules } from './orca.ts'
import { orcaCover } from './orcaCover.ts'
import { patterns } from './patterns.ts'
import { safeclawConditions } from './safeclaw.ts'
import { safeclawCover } from './safeclawCover.ts'
import { safeclawJsonCover } from './safeclawJsonCover.ts'
import { safeclawJsonTimes } from './safeclawJsonTimes.ts'
import { safeclawJsonTypes } from './safeclawJsonTypes.ts'
import { safeclawJsonValues } from './safeclawJsonValues.ts'
import { sandboxPage } from './sandbox.ts'
import { sandboxCover } from './sandboxCover.ts'
import { sandboxOverrides } from './sandboxOverrides.ts'
import { selfProtection } from './selfProtection.ts'
import { edictumShadowed } from './shadowedIds.ts'
import { testComments } from './testComments.ts'

/** Every lint, in no order that matters. */
const lints: readonly Lint[] = [
  testComments,
  twoDialects,
  cannotReproduce,
  duplicateKeys,
  patterns,
  selfProtection,
  sandboxPage,
  sandboxOverrides,
  sandboxCover,
  agentAssemblySections,
  agentAssemblyDocument,
  agentAssemblyNames,
  oldYaml,
  hiddenBreaks,
  edictumConditions,
  edictumTraps,
  edictumOperands,
  edictumNames,
  edictumCover,
  edictumShadowed,
  capfenceCapabilities,
  capfenceTexts,
  capfenceReach,
  capfenceCover,
  safeclawConditions,
  safeclawCover,
  safeclawJsonTypes,
  safeclawJsonValues,
  safeclawJsonTimes,
  safeclawJsonCover,
  authensorValues,
  authensorConditions,
  authensorCover,
  orcaRules,
  orcaCover,
]

/**
 * What deserves thought in a policy that its engine loads, beside `diagnosePolicy`: the second, slower step, across
 * rules. Empty for what the engine refuses, since half a policy would give false alarms. Never an error.
 */
export function lintPolicy(document: PolicyDocument): readonly Problem[] {
  const steps = lintInSteps(document)
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}

/** The same in steps. */
export function* lintInSteps(document: PolicyDocument): Steps<readonly Problem[]> {
  if (!document.wellFormed || document.model.refused !== null) return []
  const all: (readonly Problem[])[] = []
  for (const lint of lints) {
    const found = lint(document)
    all.push('next' in found ? yield* found : found)
    yield
  }
  const inOrder = all.flat().sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)
  return suppress(inOrder, document)
}

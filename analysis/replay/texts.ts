import { resolve } from 'node:path'
import { dialectNamed } from '../../evaluator/registry.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import { type NoPolicy, policiesOf } from '../dryRun.ts'
import type { FilesNamedBy } from '../policyDocument.ts'
import type { ReplayedText } from './replay.ts'

/** The policies that texts given together make, ready to be replayed; their paths become absolute, as the log has them. */
export function replayedTexts(
  texts: readonly PolicyText[],
  namedBy?: FilesNamedBy,
): { texts: ReplayedText[]; faults: readonly NoPolicy[] } {
  const { policies, faults } = policiesOf(texts, namedBy)
  const replayed = policies.flatMap(({ file, policy }): ReplayedText[] => {
    const dialect = dialectNamed(policy.dialect)
    const text = texts.find(({ path }) => path === file)?.text
    return dialect === undefined || text === undefined ? [] : [{ file: resolve(file), dialect, policy, text }]
  })
  return { texts: replayed, faults }
}

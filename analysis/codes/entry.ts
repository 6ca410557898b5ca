import type { DialectName } from '../../evaluator/policy.ts'
import type { Severity } from '../../evaluator/problem.ts'

/** What is to be known of one kind of finding. */
export interface CodeInfo {
  /** The weightiest it is reported with. */
  readonly severity: Severity
  readonly title: string
  /** What it means and what to do, in a few sentences of Markdown. */
  readonly says: string
  /** True when some or all findings of this kind come with a quick fix. */
  readonly fixable: boolean
  /** True for facts that are only told to those who ask for them by a setting. */
  readonly offByDefault?: true
  /** The dialects whose documents can have it; empty for test files and whatever is no policy. */
  readonly dialects: readonly DialectName[]
}

type Words = Omit<CodeInfo, 'dialects'>
type Describe = (title: string, says: string, fixable?: 'fixable') => Words

export const error: Describe = describe('error')
export const warning: Describe = describe('warning')
export const information: Describe = describe('information')
export const hint: Describe = describe('hint')

function describe(severity: Severity): Describe {
  return (title, says, fixable) => ({ severity, title, says, fixable: fixable === 'fixable' })
}

/** The same, told only to those who ask for it by a setting. */
export function onlyWhenAsked(words: Words): Words {
  return { ...words, offByDefault: true }
}

/** The codes of some dialects, under their names. */
export function codesOf<const Code extends string>(
  dialects: readonly DialectName[],
  words: Readonly<Record<Code, Words>>,
): Readonly<Record<Code, CodeInfo>> {
  const entries = Object.entries<Words>(words).map(([code, each]) => [code, { ...each, dialects }])
  return Object.fromEntries(entries) as Record<Code, CodeInfo>
}

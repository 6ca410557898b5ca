import { codeInfo } from '../analysis/codes.ts'
import { code } from '../analysis/language/describe.ts'
import { suppress } from '../analysis/suppress.ts'
import type { Problem } from '../evaluator/problem.ts'
import type { OpenDocument } from './documents.ts'
import type { SeverityByCode } from './settings.ts'

/**
 * What the findings at an offset mean and what to do about them, one Markdown part each: what their pages say. `thought` is
 * what lints have found; what a comment or a setting silences is left out.
 */
export function findingsAt(
  document: OpenDocument,
  offset: number,
  thought: readonly Problem[],
  severity: SeverityByCode,
): readonly string[] {
  const { policy, tests } = document
  const said: readonly Problem[] = policy?.model.problems ?? withSeverity(tests?.problems ?? [])
  const here = [...said, ...thought].filter(({ range }) => range.start <= offset && offset <= range.end)
  const loud = (policy ? suppress(here, policy) : here).filter((each) => severity[each.code] !== 'off')
  return [...new Set(loud.map((each) => each.code))].flatMap((name) => {
    const info = codeInfo(name)
    return info === undefined ? [] : [`**${info.title}** · ${code(name)}\n\n${info.says}`]
  })
}

function withSeverity(problems: readonly Omit<Problem, 'severity'>[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, severity: 'error' }))
}

import type { Problem } from '../evaluator/problem.ts'

/** How many findings of one code are shown of a document: as many as VS Code shows of a file. */
export const mostOfOneCode = 1_000

/** The first findings of each code, in their order, and in place of the next one how many more there are. */
export function fewOfEach(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= mostOfOneCode) return problems
  const counts = new Map<string, number>()
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1)
  const shown = new Map<string, number>()
  return problems.flatMap((problem): readonly Problem[] => {
    const { code } = problem
    const before = shown.get(code) ?? 0
    shown.set(code, before + 1)
    if (before < mostOfOneCode) return [problem]
    return before === mostOfOneCode ? [andMore(problem, (counts.get(code) ?? 0) - mostOfOneCode)] : []
  })
}

function andMore({ code, range, severity, message }: Problem, count: number): Problem {
  if (count === 1) return { code, range, severity, message }
  // By hand: the first number that a process formats for a language costs it tens of milliseconds.
  const more = String(count - 1).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return {
    code,
    range,
    severity,
    message: `${message} Findings like this follow at ${more} more places; mend the first ones to see them.`,
  }
}

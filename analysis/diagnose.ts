import type { Problem } from '../evaluator/problem.ts'
import type { Range } from '../evaluator/text.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { readYaml } from '../evaluator/yaml/read.ts'
import type { PolicyDocument } from './policyDocument.ts'
import { checkSchema } from './schema/check.ts'
import { testCommentsOf } from './tests/testComment.ts'
import { readTestFile } from './tests/testFile.ts'

/**
 * Everything to say about a policy, in document order: what the engine refuses, what the schema adds where the engine is
 * silent, and test comments that cannot be read. Text that is no YAML gets its first syntax error and nothing else.
 */
export function diagnosePolicy(document: PolicyDocument): readonly Problem[] {
  const { model, comments } = document
  if (!document.wellFormed) {
    const first = model.problems.find(({ severity }) => severity === 'error')
    if (first) return [first]
  }
  const root = model.root === undefined ? readYaml(document.text, coreYaml).root : model.root
  const spoken = model.problems.filter(({ severity }) => severity === 'error')
  const added = root === null ? [] : checkSchema(document.dialect.name, root)
  const tests = testCommentsOf(comments).problems.map((problem): Problem => ({ ...problem, severity: 'warning' }))
  const unsaid = added.filter(({ range }) => !spoken.some((problem) => touches(problem.range, range)))
  return inOrder([...model.problems, ...unsaid, ...tests])
}

/** Everything to say about a test file; nothing for a text that is none. */
export function diagnoseTestFile(text: string): readonly Problem[] {
  const file = readTestFile(text)
  if (file === null) return []
  const own = file.problems.map((problem): Problem => ({ ...problem, severity: 'error' }))
  const { root } = readYaml(text, coreYaml)
  const added = root === null ? [] : checkSchema('test', root)
  return inOrder([...own, ...added.filter(({ range }) => !own.some((problem) => touches(problem.range, range)))])
}

function touches(a: Range, b: Range): boolean {
  return a.start <= b.end && b.start <= a.end
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)
}

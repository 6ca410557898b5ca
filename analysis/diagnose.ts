import type { Problem } from '../evaluator/problem.ts'
import type { Range } from '../evaluator/text.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { readYaml } from '../evaluator/yaml/read.ts'
import { documentRoot } from './documentRoot.ts'
import { unknownDialect } from './lints/detection.ts'
import type { NearPolicy } from './nearPolicy.ts'
import type { PolicyDocument } from './policyDocument.ts'
import { checkSchema } from './schema/check.ts'
import { suppress, unknownCodes } from './suppress.ts'
import { testCommentsOf } from './tests/testComment.ts'
import { readTestFile } from './tests/testFile.ts'

/**
 * What can be said of a policy at once, in document order: what the engine refuses, what the schema adds to that, and
 * comments that cannot be read. Text that is no YAML gets its first syntax error and nothing else. `lintPolicy` follows
 * with what takes thought.
 */
export function diagnosePolicy(document: PolicyDocument): readonly Problem[] {
  const { model, comments } = document
  if (!document.wellFormed) {
    const first = model.problems.find(({ severity }) => severity === 'error')
    if (first) return [first]
  }
  const tests = testCommentsOf(comments).problems.map((problem): Problem => ({ severity: 'error', ...problem }))
  const comment = [...tests, ...unknownDialect(document), ...unknownCodes(document)]
  const own = [...model.problems, ...unsaidBySchema(document)]
  return suppress(inOrder([...(document.near ? withNear(own, document.near) : own), ...comment]), document)
}

/**
 * The misspelt key that keeps a document from being a policy is an error, said once: not again as the right key that is
 * missing. What the dialect says of it itself stands, where that mends it.
 */
function withNear(problems: readonly Problem[], { dialect, typed, meant, range }: NearPolicy): readonly Problem[] {
  const here = (problem: Problem) => problem.range.start < range.end && range.start < problem.range.end
  const own = problems.find((problem) => here(problem) && problem.severity === 'error' && problem.fixes?.length)
  const message = `With \`${typed}\` at the top this is no policy, and nothing reads it as one. Did you mean \`${meant}\`, as \`${dialect}\` has it?`
  const edits = [{ range, newText: meant }]
  const fixes = [{ title: `Change to \`${meant}\``, edits, changesDecisions: true }]
  const near: Problem = own ?? { code: 'nearly-a-policy', severity: 'error', range, message, fixes }
  const isAgain = ({ message }: Problem) => message.includes(`\`${meant}\``)
  return [...problems.filter((problem) => !here(problem) && !isAgain(problem)), near]
}

/** The schema's findings where the engine's own do not speak; none on a document that the engine loads, which is its last word. */
function unsaidBySchema(document: PolicyDocument): readonly Problem[] {
  const { model, dialect } = document
  if (model.refused === null) return []
  const root = documentRoot(document)
  const added = root === null ? [] : checkSchema(dialect.name, root)
  const own = model.problems.filter(({ severity }) => severity === 'error')
  const asked = new Set(own.flatMap(({ message }) => /needs (?:the key )?`([^`]+)`/.exec(message)?.[1] ?? []))
  return awayFrom(own, added).filter(({ message }) => {
    const key = /^The key `([^`]+)` is missing here\.$/.exec(message)?.[1]
    return key === undefined || !asked.has(key)
  })
}

/** Everything to say about a test file; nothing for a text that is none. */
export function diagnoseTestFile(text: string): readonly Problem[] {
  const file = readTestFile(text)
  if (file === null) return []
  const own = file.problems.map((problem): Problem => ({ severity: 'error', ...problem }))
  const { root } = readYaml(text, coreYaml)
  const added = root === null || file.format !== 'rehearsal' ? [] : checkSchema('test', root)
  return inOrder([...own, ...awayFrom(own, added)])
}

/** Those of `added` that touch no place of `spoken`; both sorted once, since either can be long. */
function awayFrom(spoken: readonly Placed[], added: readonly Problem[]): readonly Problem[] {
  const starts = spoken.map(({ range }) => range).sort((a, b) => a.start - b.start)
  const furthest: number[] = []
  for (const { end } of starts) furthest.push(Math.max(end, furthest.at(-1) ?? 0))
  return added.filter(({ range }) => {
    const before = countUpTo(starts, range.end)
    return before === 0 || (furthest[before - 1] as number) < range.start
  })
}

interface Placed {
  readonly range: Range
}

/** How many of the sorted ranges begin at or before an offset. */
function countUpTo(sorted: readonly Range[], offset: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Range).start <= offset) low = middle + 1
    else high = middle
  }
  return low
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)
}

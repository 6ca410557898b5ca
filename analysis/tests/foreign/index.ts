import type { YamlComment } from '../../../evaluator/yaml/comments.ts'
import type { Node } from '../../../evaluator/yaml/node.ts'
import { type CaseProblem, caseIds, type TestCase } from '../testCase.ts'
import { authensorTests } from './authensor.ts'
import { capfenceFixtures } from './capfence.ts'
import { edictumCases } from './edictum.ts'
import type { ForeignReader } from './foreign.ts'

/** The systems whose own test files are read as they are. */
export type ForeignFormat = keyof typeof readers

const readers = { edictum: edictumCases, capfence: capfenceFixtures, authensor: authensorTests }

/** A test file of another system's, read as it is. */
export interface ForeignFile {
  readonly format: ForeignFormat
  readonly policies: readonly string[]
  readonly cases: readonly TestCase[]
  readonly problems: readonly CaseProblem[]
}

/** Keys that one of them has; spares other documents the parse. */
export function mayBeForeign(text: string): boolean {
  return (
    /(?:^|[\s{,"'])(?:cases|tests|event)["']?\s*:/.test(text) &&
    /(?:^|[\s{,"'])(?:expect|expected)["']?\s*:/.test(text) &&
    /(?:^|[\s{,"'])(?:tool|event|envelope)["']?\s*:/.test(text)
  )
}

/** Another system's test file; null when it is none. `problems` are those of the YAML, and stay at the head of the file's. */
export function readForeign(
  root: Node | null,
  text: string,
  comments: readonly YamlComment[],
  problems: readonly CaseProblem[],
): ForeignFile | null {
  const found = root && Object.entries<ForeignReader>(readers).find(([, reader]) => reader.is(root))
  if (!found || root === null) return null
  const [format, reader] = found
  const nodes = reader.cases(root)
  const ids = caseIds(nodes.map(({ range }) => text.slice(range.start, range.end)))
  const cases: TestCase[] = []
  const wrong: CaseProblem[] = []
  for (const [index, node] of nodes.entries()) {
    const read = reader.read(node, index, root, text)
    if ('message' in read) wrong.push(read)
    else cases.push({ id: ids[index] ?? '', ...read })
  }
  return { format: format as ForeignFormat, policies: policyNamed(comments), cases, problems: [...problems, ...wrong] }
}

/** `# rehearsal: policy=PATH` in the first ten comments: which policy a file tests whose form has no place for it. */
function policyNamed(comments: readonly YamlComment[]): string[] {
  return comments.slice(0, 10).flatMap(({ text }) => {
    const path = /^#\s*rehearsal:\s*policy=(\S.*?)\s*$/.exec(text)?.[1]
    return path === undefined ? [] : [path]
  })
}

import { type Call, type Given, nothingGiven } from '../../evaluator/call.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import { dialectNames } from '../../evaluator/policy.ts'
import { oneOf } from '../../evaluator/words.ts'
import { coreYaml } from '../../evaluator/yaml/core.ts'
import { childOf, type Node, stringOf } from '../../evaluator/yaml/node.ts'
import { readYaml } from '../../evaluator/yaml/read.ts'
import { toJson } from '../../evaluator/yaml/toJson.ts'
import { type ForeignFormat, mayBeForeign, readForeign } from './foreign/index.ts'
import { givenKeys, givenMisfit } from './givenProblem.ts'
import { callFromJson, givenFromJson } from './readCall.ts'
import { type CaseProblem, caseIds, type Expectation, type TestCase } from './testCase.ts'
import { unknownKeys } from './unknownKeys.ts'

/** A `NAME.test.yaml`, or a test file of another system's: which policies it tests, in order, and its cases. */
export interface TestFile {
  /** Whose form it has. */
  readonly format: 'rehearsal' | ForeignFormat
  /** As written, relative to the test file; none where each case names its own, or the file leaves it to the command line. */
  readonly policies: readonly string[]
  readonly cases: readonly TestCase[]
  readonly problems: readonly CaseProblem[]
}

/** True for the paths that hold test files of ours. */
export function isTestFilePath(path: string): boolean {
  return /\.test\.ya?ml$/.test(path)
}

/** The test file that a document is: ours by its name, another system's by its content; null for all else. */
export function testFileAt(path: string, text: string): TestFile | null {
  if (isTestFilePath(path)) return readTestFile(text)
  const file = mayBeForeign(text) ? readTestFile(text) : null
  return file?.format === 'rehearsal' ? null : file
}

const caseKeys = ['name', 'call', 'before', 'counters', 'given', 'expect']
const expectationKeys = ['verdict', 'effect', 'rule', 'reason', 'applied', 'mode']

/** Reads a test file; null when the text is no such file (ours needs `policy` and `cases`). */
export function readTestFile(text: string): TestFile | null {
  const { root, problems: syntax, comments } = readYaml(text, coreYaml)
  const problems: CaseProblem[] = syntax.map(({ range, message }) => ({ code: 'yaml-syntax', range, message }))
  const foreign = readForeign(root, text, comments, problems)
  if (foreign) return foreign
  const policy = childOf(root, 'policy')
  const list = childOf(root, 'cases')
  if (policy === undefined || list?.kind !== 'list') return null
  const policies = readPolicies(policy, problems)
  const ids = caseIds(list.items.map(({ range }) => text.slice(range.start, range.end)))
  const cases = list.items.flatMap((item, index) => readCase(item, index, ids[index] ?? '', problems) ?? [])
  return { format: 'rehearsal', policies, cases, problems }
}

function readPolicies(node: Node, problems: CaseProblem[]): string[] {
  const nodes = node.kind === 'list' ? node.items : [node]
  return nodes.flatMap((each) => {
    const path = stringOf(each)
    if (path === undefined) problems.push(wrong(each, '`policy` takes a path or a list of paths.'))
    return path ?? []
  })
}

function readCase(item: Node, index: number, id: string, problems: CaseProblem[]): TestCase | null {
  const callNode = childOf(item, 'call')
  const expectNode = childOf(item, 'expect')
  problems.push(...unknownKeys(item, caseKeys, 'A case'))
  if (item.kind !== 'map' || callNode === undefined || expectNode === undefined) {
    problems.push(wrong(item, 'A case needs `call` and `expect`.'))
    return null
  }
  const call = readCall(callNode, problems)
  const expect = readExpectation(expectNode, problems)
  const before = childOf(item, 'before')
  const earlier = before?.kind === 'list' ? before.items.map((each) => readCall(each, problems)) : []
  if (call === null || expect === null || earlier.includes(null)) return null
  const [counters, given] = [childOf(item, 'counters'), childOf(item, 'given')]
  return {
    id,
    label: stringOf(childOf(item, 'name')) ?? `case ${index + 1}: ${call.tool}`,
    range: item.range,
    call,
    before: earlier.filter((each) => each !== null),
    given: given === undefined ? nothingGiven : readGiven(given, problems),
    counters: counters ? toJson(counters) : null,
    expect,
  }
}

function readCall(node: Node, problems: CaseProblem[]): Call | null {
  const call = callFromJson(toJson(node))
  if (call === null) problems.push(wrong(node, 'A call is a map with `tool` (a name) and `args`.'))
  return call
}

function readGiven(node: Node, problems: CaseProblem[]): Given {
  const given = toJson(node)
  if (!isObject(given)) problems.push(wrong(node, '`given` takes a map.'))
  problems.push(...unknownKeys(node, givenKeys(dialectNames), '`given`'))
  for (const [key, value] of isObject(given) ? Object.entries(given) : []) {
    const misfit = givenMisfit(key, value)
    if (misfit !== null) problems.push(wrong(childOf(node, key) ?? node, `\`given\` ${misfit}.`))
  }
  return givenFromJson(given)
}

function readExpectation(node: Node, problems: CaseProblem[]): Expectation | null {
  const word = stringOf(node)
  if (word !== undefined) return { verdict: word }
  const value: Json = toJson(node)
  if (!isObject(value)) {
    problems.push(wrong(node, `\`expect\` takes a verdict, or a map with ${oneOf(expectationKeys)}.`))
    return null
  }
  const strays = unknownKeys(node, expectationKeys, 'An expectation')
  problems.push(...strays)
  const { verdict = value.effect, rule, reason, applied, mode } = value
  if (strays.length === 0 && [verdict, rule, reason, applied, mode].every((each) => typeof each !== 'string'))
    problems.push(
      wrong(node, `Nothing is expected here, so that this case cannot fail; write ${oneOf(expectationKeys)}.`),
    )
  return {
    ...(typeof verdict === 'string' ? { verdict } : {}),
    ...(typeof rule === 'string' ? { rule } : {}),
    ...(typeof reason === 'string' ? { reasonContains: reason } : {}),
    ...(typeof applied === 'string' ? { applied } : {}),
    ...(typeof mode === 'string' ? { mode } : {}),
  }
}

function wrong(node: Node, message: string): CaseProblem {
  return { code: 'test-case', range: node.range, message }
}

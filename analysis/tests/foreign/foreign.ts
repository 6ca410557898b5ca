import type { Node } from '../../../evaluator/yaml/node.ts'
import type { CaseProblem, TestCase } from '../testCase.ts'

/** One case of another system's file, before it has its id. */
export type ForeignCase = Omit<TestCase, 'id'>

/** How one system's test files are told and read. */
export interface ForeignReader {
  /** True when the root is such a file, by its keys. */
  is(root: Node): boolean
  /** The nodes that are cases. */
  cases(root: Node): readonly Node[]
  /** One case, or what is wrong with it. `text` is the whole file's. */
  read(node: Node, index: number, root: Node, text: string): ForeignCase | CaseProblem
}

export function wrong(node: Node, message: string): CaseProblem {
  return { code: 'test-case', range: node.range, message }
}

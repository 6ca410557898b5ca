import { actionTypes } from '../../evaluator/conditions/classify.ts'
import type { SafeclawJsonModel } from '../../evaluator/dialects/safeclaw-json/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { didYouMean } from '../../evaluator/words.ts'
import { childOf, type Node, stringOf } from '../../evaluator/yaml/node.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

const known = [...new Set(Object.values(actionTypes))]
/** Types that the classifier makes of names that it does not know. */
const open = ['mcp.', 'unknown.']

/** Action types that no call of an agent has, or of which the live gateway never asks a policy. */
export const safeclawJsonTypes: Lint = (document) => {
  const model = modelOf<SafeclawJsonModel>(document, 'safeclaw-json')
  return model === null ? [] : model.rules.flatMap(({ node }) => typesIn(childOf(node, 'condition')).flatMap(aboutType))
}

interface AskedType {
  readonly node: Node
  readonly text: string
  readonly isPrefix: boolean
}

function typesIn(condition: Node | undefined): AskedType[] {
  const groups = ['any', 'all'].map((key) => childOf(condition, key)).find((group) => group?.kind === 'list')
  const predicates = groups?.kind === 'list' ? groups.items : condition ? [condition] : []
  return predicates.flatMap((predicate) => {
    const [operator, value] = [stringOf(childOf(predicate, 'operator')) ?? '', childOf(predicate, 'value')]
    if (stringOf(childOf(predicate, 'field')) !== 'action.type' || value === undefined) return []
    if (!['eq', 'in', 'startsWith'].includes(operator)) return []
    return (value.kind === 'list' ? value.items : [value]).flatMap((node): AskedType[] => {
      const text = stringOf(node)
      const listed = operator === 'in' && text?.includes(',')
      return !text || listed ? [] : [{ node, text, isPrefix: operator === 'startsWith' }]
    })
  })
}

function aboutType({ node: { range }, text, isPrefix }: AskedType): Problem[] {
  if (text.startsWith('safe.read')) {
    const message = 'The live gateway lets reads through before it asks any policy: only the simulator comes to this.'
    return [problemOf({ code: 'safeclaw-json-read-never-asked', range, message })]
  }
  const fits = (type: string) => (isPrefix ? type.startsWith(text) || text.startsWith(type) : type === text)
  if (
    text === 'unknown' ||
    known.some(fits) ||
    open.some((prefix) => text.startsWith(prefix) || prefix.startsWith(text))
  )
    return []
  const message = `No call of an agent has the action type \`${text}\`: the classifier never gives it.${didYouMean(text, known)}`
  return [problemOf({ code: 'safeclaw-json-unknown-type', range, message })]
}

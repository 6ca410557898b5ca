import { closestWord, didYouMean, oneOf } from '../../evaluator/words.ts'
import { entryOf, type Node } from '../../evaluator/yaml/node.ts'
import type { CaseProblem } from './testCase.ts'

/** A problem for each key that `of` does not know, at the key: nobody reads it, so that the case asks less than it says. */
export function unknownKeys(node: Node, known: readonly string[], of: string): CaseProblem[] {
  if (node.kind !== 'map') return []
  return node.entries.flatMap(({ key }) => {
    const word = key.kind === 'scalar' ? key.text : ''
    if (known.includes(word)) return []
    const free = known.filter((each) => entryOf(node, each) === undefined)
    const meant = closestWord(word, free)
    const fix = {
      title: `Change to \`${meant}\``,
      edits: [{ range: key.range, newText: meant ?? '' }],
      changesDecisions: false,
    }
    const message = `${of} has no key \`${word}\`; it has ${oneOf(known)}.${didYouMean(word, free)}`
    return [{ code: 'test-case', range: key.range, message, fixes: meant === undefined ? [] : [fix] }]
  })
}

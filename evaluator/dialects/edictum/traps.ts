import type { Problem } from '../../problem.ts'
import { numeric, pythonTruth } from '../../python/values.ts'
import { childOf, entryOf, type Node, stringOf } from '../../yaml/node.ts'
import { trap } from './findings.ts'
import type { Contract, Layer, PostContract, SessionContract } from './model.ts'
import { selectorTraps } from './selector-traps.ts'
import { defaultLimits, type Words } from './words.ts'

/** What the engine takes, and then does otherwise than the text reads. */
export function findTraps(layer: Layer, document: number, words: Words): Problem[] {
  const traps = layer.contracts.flatMap((contract) => contractTraps(contract, layer.tools, words))
  return [...alongsideTraps(layer, document), ...traps]
}

/** Those of one contract. */
export function contractTraps(contract: Contract, tools: Layer['tools'], words: Words): Problem[] {
  if (!contract.enabled) return []
  return [
    ...selectorTraps(contract),
    ...metadataTraps(contract),
    ...(contract.type === 'session' ? sessionTraps(contract, words) : []),
    ...(contract.type === 'post' ? outputTraps(contract, tools, words) : []),
  ]
}

/** `observe_alongside` where it does nothing. */
export function alongsideTraps({ root }: Layer, document: number): Problem[] {
  const entry = document === 0 && root ? entryOf(root, 'observe_alongside') : undefined
  if (entry?.value.kind !== 'scalar' || entry.value.value !== true) return []
  const message = '`observe_alongside` counts in the second and later files of a composition; alone, this one enforces.'
  return [trap('alongside-alone', 'information', entry.key.range, message)]
}

/** Keys of `then.metadata` that take the place of the engine's own: the message is then lost. */
function metadataTraps({ node, metadata }: Contract): Problem[] {
  const map = childOf(childOf(node, 'then'), 'metadata')
  if (map?.kind !== 'map') return []
  return map.entries.flatMap(({ key }) => {
    const word = stringOf(key)
    if (word === undefined) {
      return [trap('metadata-key', 'warning', key.range, 'A key that is no string makes the engine lose the message.')]
    }
    if (['tags', 'message', 'cls'].includes(word)) {
      const message = `\`${word}\` collides with the engine's own word: it still fires, but its message is lost.`
      return [trap('metadata-key', 'warning', key.range, message)]
    }
    if (word === 'error_detail') {
      const message = '`error_detail` is the engine’s own word: where the check dies, the message is lost.'
      return [trap('metadata-key', 'information', key.range, message)]
    }
    if (word !== 'policy_error' || !pythonTruth(metadata[word])) return []
    return [trap('metadata-key', 'warning', key.range, '`policy_error` here makes every hit look like a policy error.')]
  })
}

function sessionTraps({ node, limits, message, candidate }: SessionContract, words: Words): Problem[] {
  const found: Problem[] = []
  const mode = entryOf(node, 'mode')
  if (mode) {
    const text = `A session ${words.one} always enforces; its \`mode\` has no effect.`
    found.push(trap('session-mode', 'warning', mode.range, text))
  }
  const read = childOf(node, 'limits')
  found.push(...attemptTraps(childOf(read, 'max_attempts'), numeric(limits.maxAttempts ?? null)))
  found.push(...callTraps(childOf(read, 'max_tool_calls'), numeric(limits.maxToolCalls ?? null)))
  const said = childOf(childOf(node, 'then'), 'message')
  if (said && /\{[^}]+\}/.test(message)) {
    found.push(
      trap('session-message', 'information', said.range, 'Placeholders in session messages are not filled in.'),
    )
  }
  if (candidate && read) {
    found.push(
      trap(
        'candidate-limits',
        'information',
        read.range,
        'Limits of a layer that observes alongside are not tried out.',
      ),
    )
  }
  return found
}

type Count = number | bigint | null

function attemptTraps(node: Node | undefined, limit: Count): Problem[] {
  if (node === undefined || limit === null) return []
  if (limit > defaultLimits.maxAttempts) {
    const message = `The engine stops after ${defaultLimits.maxAttempts} tries anyway; this limit has no effect.`
    return [trap('limit-without-effect', 'warning', node.range, message)]
  }
  const message = `The ${limit}. try is already refused: ${BigInt(limit) - 1n} can go through.`
  return [trap('attempts-off-by-one', 'information', node.range, message)]
}

function callTraps(node: Node | undefined, limit: Count): Problem[] {
  if (node === undefined || limit === null || limit <= defaultLimits.maxToolCalls) return []
  const message = `The engine stops after ${defaultLimits.maxToolCalls} calls anyway; this limit has no effect.`
  return [trap('limit-without-effect', 'warning', node.range, message)]
}

/** Output is only redacted or hidden where the call left nothing behind. */
function outputTraps({ node, tool, effect, when }: PostContract, tools: Layer['tools'], words: Words): Problem[] {
  const entry = childOf(childOf(node, 'then'), words.effectKey)
  if (entry === undefined || effect === 'warn') return []
  const isExact = !/[*?[]/.test(tool)
  const side = tools.get(tool) ?? 'irreversible'
  if (isExact && tool !== 'Bash' && side !== 'pure' && side !== 'read') {
    const message = `\`${tool}\` counts as ${side}, so this only warns; if it only reads, say so under \`tools\`.`
    return [trap('output-kept', 'warning', entry.range, message)]
  }
  if (effect !== 'redact' || asksPattern(when)) return []
  const message = 'Without a pattern on `output.text` only what looks like credentials in commands is redacted.'
  return [trap('redact-without-pattern', 'information', entry.range, message)]
}

function asksPattern(expression: PostContract['when']): boolean {
  if (expression.kind === 'leaf') return expression.selector === 'output.text' && expression.patterns.length > 0
  return expression.kind === 'not' ? asksPattern(expression.item) : expression.items.some(asksPattern)
}

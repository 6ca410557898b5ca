import { parseJson } from '../evaluator/json/parse.ts'
import type { Json } from '../evaluator/json/values.ts'
import type { AgentHook } from './agent-hook.ts'

/** A hook that records what its agent does and never answers; a verdict that asks for more says so as its limit. */
export function onlyWatches(
  of: Pick<AgentHook, 'agent' | 'word' | 'readPayload' | 'silence'> & { readonly product: string },
): AgentHook {
  const { product, ...agent } = of
  const limit = `${product} is only observed so far`
  return {
    ...agent,
    answer: (_, { applied }) => (applied === 'proceed' ? of.silence : { ...of.silence, limit }),
    refuse: () => of.silence,
  }
}

/** Some events carry JSON as a text. */
export function parsedIfText(value: Json): Json {
  if (typeof value !== 'string') return value
  try {
    return parseJson(value)
  } catch {
    return value
  }
}

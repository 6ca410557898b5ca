/** Measures the decisions of one dialect, or of the peers, and prints them as JSON: `decide-process.ts NAME`. */
import { nothingGiven } from '../../evaluator/call.ts'
import type { Dialect } from '../../evaluator/dialect.ts'
import { dialectNamed } from '../../evaluator/registry.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import { loadPeers } from '../peers/load.ts'
import { agentCalls, commands } from './calls.ts'
import { type Measured, peersName } from './decide-measured.ts'
import { costsOf } from './median.ts'
import { policyTexts } from './policies.ts'

const rounds = 15
let decided = 0
const [name = ''] = process.argv.slice(2)
console.log(JSON.stringify(name === peersName ? await ofPeers() : ofDialect(name)))

async function ofPeers(): Promise<Measured> {
  const peers = await loadPeers(commands)
  const costs = costsOf(
    peers.map(([, work]) => work),
    rounds,
  )
  return peers.flatMap(([peer], index) => {
    const cost = costs[index]
    return cost ? [[peer, cost] as const] : []
  })
}

/** First by 20 rules, then by 10,000: a second policy beside it makes the first one slower. */
function ofDialect(name: string): Measured {
  const dialect = dialectNamed(name)
  if (dialect === undefined) throw new Error(`There is no dialect ${name}.`)
  const costs = [20, 10_000].flatMap((count) =>
    costsOf([decision(dialect, texts(dialect, count))], rounds).map((cost) => [`${count} rules`, cost] as const),
  )
  if (decided === 0) throw new Error('nothing was decided')
  return costs
}

/** A policy of `count` rules: one document, or several of 3,000 rules where the dialect puts them together. */
function texts(dialect: Dialect, count: number): PolicyText[] {
  const make = policyTexts[dialect.name]
  const each = dialect.composes ? 3_000 : count
  const documents: PolicyText[] = []
  for (let from = 0; make && from < count; from += each) {
    documents.push({ path: `bench-${from}.yaml`, text: make(Math.min(each, count - from), from) })
  }
  return documents
}

/** One decision after the other on what the agents' calls are to a policy. */
function decision(dialect: Dialect, [first, ...further]: readonly PolicyText[]): () => void {
  const model = dialect.load(first ?? { path: '', text: '' }, further)
  if (model.refused) throw new Error(`${dialect.name}: ${model.refused.message}`)
  const policy = dialect.compile(model)
  const calls = agentCalls.map((call) => dialect.fromAgent(call, {}))
  let next = 0
  return () => {
    const call = calls[next]
    next = next + 1 === calls.length ? 0 : next + 1
    if (call) decided += policy.evaluate(call, nothingGiven, null).effect.length
  }
}

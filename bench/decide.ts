/**
 * One decision on a policy of 20 and of 10,000 rules, and loading and compiling 1,000 rules, for every dialect; beside
 * cedar-wasm (preparsed) and casbin with 20 policies in the same run. Warm, no trace; medians over 15 rounds of 60 ms in
 * which all take turns. `decide NAME …` measures these dialects alone.
 */
import { parseDocument } from 'yaml'
import { nothingGiven } from '../evaluator/call.ts'
import type { Dialect } from '../evaluator/dialect.ts'
import { dialects } from '../evaluator/registry.ts'
import type { PolicyText } from '../evaluator/text.ts'
import { readPyyaml } from '../evaluator/yaml/read-pyyaml.ts'
import { readLibyaml } from '../evaluator/yaml/serde/libyaml.ts'
import { loadPeers } from './peers/load.ts'
import { agentCalls, commands } from './support/calls.ts'
import { type Cost, costsOf, median } from './support/median.ts'
import { policyTexts } from './support/policies.ts'

const chosen = process.argv.slice(2)
const measured = dialects.filter(({ name }) => chosen.length === 0 || chosen.includes(name))

/** What parses a dialect's text, where that is not `yaml`. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  edictum: readPyyaml,
  capfence: readPyyaml,
  'agent-assembly': readLibyaml,
  'safeclaw-json': (text) => JSON.parse(text),
  authensor: (text) => JSON.parse(text),
}

const rounds = 15
let decided = 0
const decisions = measured
  .filter(({ name }) => policyTexts[name] !== undefined)
  .map((dialect) => ({
    name: dialect.name,
    works: [20, 10_000].map((count) => decision(dialect, texts(dialect, count))),
  }))
const peers = chosen.length === 0 ? await loadPeers(commands) : []
const costs = costsOf([...decisions.flatMap(({ works }) => works), ...peers.map(([, work]) => work)], rounds)
const ofPeers = costs.splice(2 * decisions.length)
if (decided === 0) throw new Error('nothing was decided')

console.log('one decision in µs, by the clock (by processor time)')
console.log(row('', ['20 rules', '', '10,000 rules', '']))
for (const [index, { name }] of decisions.entries()) {
  console.log(row(name, costs.slice(2 * index, 2 * index + 2).flatMap(figures)))
}
const slowest = Math.max(...decisions.map((_, index) => costs[2 * index]?.clock ?? 0))
for (const [index, cost] of ofPeers.entries()) {
  const [name] = peers[index] as (typeof peers)[number]
  console.log(row(name, [...figures(cost), '', `${(cost.clock / slowest).toFixed(0)} × our slowest`]))
}

console.log('\nload and compile 1,000 rules in ms: all, its parser alone, the rest; `yaml` parsing the same text')
for (const dialect of measured) {
  const make = policyTexts[dialect.name]
  if (make) console.log(row(dialect.name, loading(dialect, make(1_000, 0))))
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

/** Processor milliseconds: to load and compile, to parse, what is left, and for `yaml` to parse the same text. */
function loading(dialect: Dialect, text: string): string[] {
  const parser = parsers[dialect.name] ?? parseDocument
  const whole: number[] = []
  const parse: number[] = []
  const yaml: number[] = []
  for (let round = 0; round < 11; round++) {
    whole.push(processorTime(() => dialect.compile(dialect.load({ path: 'bench.yaml', text }, []))))
    parse.push(processorTime(() => parser(text)))
    yaml.push(processorTime(() => parseDocument(text)))
  }
  const rest = median(whole) - median(parse)
  return [median(whole), median(parse), rest, median(yaml)].map((value) => value.toFixed(0))
}

function processorTime(work: () => unknown): number {
  const used = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(used)
  return (user + system) / 1000
}

function figures({ clock, processor }: Cost): [string, string] {
  return [(clock / 1000).toFixed(3), `(${(processor / 1000).toFixed(3)})`]
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(24) + cells.map((cell) => cell.padStart(14)).join('')
}

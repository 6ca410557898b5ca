/**
 * One decision on a policy of 20 and of 10,000 rules, and loading and compiling 1,000 rules, for every dialect; beside
 * cedar-wasm (preparsed) and casbin with 20 policies in the same run. Warm, no trace. Each dialect in processes of its own,
 * as a hook judges by it: what the machine code learns of the others makes it up to a fifth slower in one process with
 * them. Medians of three processes in turns, each of 15 rounds of 60 ms. `decide NAME …` measures these dialects alone.
 */
import { spawnSync } from 'node:child_process'
import { parseDocument } from 'yaml'
import type { Dialect } from '../evaluator/dialect.ts'
import type { DialectName } from '../evaluator/policy.ts'
import { dialects } from '../evaluator/registry.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { readYaml } from '../evaluator/yaml/read.ts'
import { readPyyaml } from '../evaluator/yaml/read-pyyaml.ts'
import { readLibyaml } from '../evaluator/yaml/serde/libyaml.ts'
import { type Measured, peersName } from './support/decide-measured.ts'
import { type Cost, median } from './support/median.ts'
import { policyTexts } from './support/policies.ts'

const chosen = process.argv.slice(2)
const measured = dialects.filter(({ name }) => chosen.length === 0 || chosen.includes(name))

/** Reads YAML as three of the dialects do. */
const readCore = (text: string) => readYaml(text, coreYaml)
/** What parses a dialect's text. */
const parsers: Readonly<Record<DialectName, (text: string) => unknown>> = {
  'agent-assembly-sandbox': readCore,
  safeclaw: readCore,
  orca: readCore,
  edictum: readPyyaml,
  capfence: readPyyaml,
  'agent-assembly': readLibyaml,
  'safeclaw-json': (text) => JSON.parse(text),
  authensor: (text) => JSON.parse(text),
}

const processes = 3
const judged = measured.filter(({ name }) => policyTexts[name] !== undefined).map(({ name }) => name)
const names = chosen.length === 0 ? [...judged, peersName] : judged
const measurements = new Map<string, Measured[]>(names.map((name) => [name, []]))
for (let turn = 0; turn < processes; turn++) {
  for (const name of names) measurements.get(name)?.push(measuredInProcess(name))
}

console.log('one decision in µs, by the clock (by processor time)')
console.log(row('', ['20 rules', '', '10,000 rules', '']))
let slowest = 0
for (const name of judged) {
  const [small, large] = together(name)
  slowest = Math.max(slowest, small?.[1].clock ?? 0)
  console.log(
    row(
      name,
      [small, large].flatMap((cost) => (cost ? figures(cost[1]) : [])),
    ),
  )
}
for (const [name, cost] of names.includes(peersName) ? together(peersName) : []) {
  console.log(row(name, [...figures(cost), '', `${(cost.clock / slowest).toFixed(0)} × our slowest`]))
}

console.log('\nload and compile 1,000 rules in ms: all, its parser alone, the rest; `yaml` parsing the same text')
for (const dialect of measured) {
  const make = policyTexts[dialect.name]
  if (make) console.log(row(dialect.name, loading(dialect, make(1_000, 0))))
}

/** Processor milliseconds: to load and compile, to parse, what is left, and for `yaml` to parse the same text. */
function loading(dialect: Dialect, text: string): string[] {
  const parser = parsers[dialect.name]
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

/** What is measured of one dialect, or of the peers, by a process that does nothing else. */
function measuredInProcess(name: string): Measured {
  const program = `${import.meta.dirname}/support/decide-process.ts`
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, name], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** The medians of what the processes measured. */
function together(name: string): Measured {
  const all = measurements.get(name) ?? []
  return (all[0] ?? []).map(([work], index) => {
    const costs = all.flatMap((each) => each[index]?.[1] ?? [])
    return [
      work,
      { clock: median(costs.map(({ clock }) => clock)), processor: median(costs.map(({ processor }) => processor)) },
    ]
  })
}

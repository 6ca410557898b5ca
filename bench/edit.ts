/**
 * An edit of one rule → its first diagnostics, at 100, 1,000 and 10,000 rules, over stdio; beside yaml-language-server
 * on the same text with the same schema. Medians; the peer waits 200 ms before it looks, so both ratios are shown.
 * Opening is measured to the first diagnostics (ours show a screenful first) and to all of them; completion and hovers
 * each right after an edit, on a policy that loads. `--server FILE` measures another bundle, `--dialect NAME` another
 * dialect, `--sizes 100,1000` other sizes (`--sizes ''` only what edits leave behind), `--alone` skips the peer,
 * `--no-growth` skips what edits leave behind.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { yamlLanguageServer } from './peers/yaml-server.ts'
import { longPolicies } from './support/long-policies.ts'
import { MeasuredServer } from './support/lsp.ts'
import { median } from './support/median.ts'

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'dist/server.cjs' },
    dialect: { type: 'string', default: 'agent-assembly-sandbox' },
    sizes: { type: 'string', default: '100,1000,10000' },
    edits: { type: 'string', default: '20' },
    alone: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: true },
  },
  allowNegative: true,
})
const debounce = 200
const policy = longPolicies[values.dialect]
if (policy === undefined) throw new Error(`There is no long policy for ${values.dialect}.`)
const schema = pathToFileURL(resolve(`schemas/${values.dialect}.schema.json`)).href
const peerCommand = values.alone ? null : yamlLanguageServer()
if (peerCommand === null && !values.alone)
  console.log('yaml-language-server could not be installed; ours stands alone.')

interface Measured {
  readonly first: number
  readonly open: number
  readonly edit: number
  readonly slowest: number
  readonly cpu: number
  readonly completion: number
  readonly hover: number
  readonly test: number
  readonly found: number
  readonly steady: number
  readonly peak: number
}

console.log(`${values.dialect}: one edit → first diagnostics\n`)
console.log(
  'rules   server                edit   slowest  CPU/edit     first      open  complete     hover test hover  found  steady    peak   edit ratio (less debounce)',
)
const sizes = values.sizes.split(',').filter(Boolean).map(Number)
for (const size of sizes) {
  const ours = await measure([resolve(values.server), '--stdio'], size)
  print(size, 'rehearsal', ours, '')
  if (peerCommand === null) continue
  const peer = await measure(peerCommand, size)
  const ratio = `${(peer.edit / ours.edit).toFixed(0)} × (${((peer.edit - debounce) / ours.edit).toFixed(0)} ×), open ${((100 * ours.open) / peer.open).toFixed(0)} %`
  print(size, 'yaml-language-server', peer, ratio)
}
if (values.growth) await growth()

async function measure(command: readonly string[], size: number): Promise<Measured> {
  const yaml = {
    schemas: { [schema]: ['*.yaml'] },
    validate: true,
    hover: true,
    completion: true,
    maxItemsComputed: 5000,
  }
  const server = new MeasuredServer(command, { yaml })
  await server.start()
  const uri = `file:///bench/policy-${size}.yaml`
  const text = policy?.text(size) ?? ''
  const opened = await server.open(uri, text, policy?.mistakes(size) ?? 0)
  const target = placeOf(text, policy?.marker(size >> 1) ?? '')
  const times: number[] = []
  let found = opened.count
  await rest()
  const cpu = server.cpu()
  const rounds = Number(values.edits)
  let length = 0
  for (let round = 0; round < rounds; round++) {
    const word = 'x'.repeat(1 + (round % 3))
    const { ms, count } = await server.edit(uri, target.line, target.character, target.character + length, word)
    length = word.length
    times.push(ms)
    found = count
    await rest()
  }
  const perEdit = (server.cpu() - cpu) / rounds
  const { now, peak } = server.memory()
  server.close(uri)
  const asked = await questions(server, size)
  server.stop()
  return {
    first: opened.first,
    open: opened.all,
    edit: median(times),
    slowest: Math.max(...times),
    cpu: perEdit,
    ...asked,
    found,
    steady: now,
    peak,
  }
}

/** Milliseconds to answer completion behind `action: `, a hover over a rule's name and one over its test; medians. */
async function questions(server: MeasuredServer, size: number) {
  const uri = `file:///bench/whole-${size}.yaml`
  const text = policy?.text(size, true) ?? ''
  await server.open(uri, text, 0)
  await new Promise((done) => setTimeout(done, 2_000))
  const target = placeOf(text, policy?.marker(size >> 1) ?? '')
  const times: Record<'completion' | 'hover' | 'test', number[]> = { completion: [], hover: [], test: [] }
  for (let round = 0; round < 5; round++) {
    for (const [question, { line, character }] of Object.entries(placesOf(text, size))) {
      await server.edit(uri, target.line, target.character, target.character + (times.test.length > 0 ? 1 : 0), 'x')
      const method = question === 'completion' ? 'completion' : 'hover'
      const params = { textDocument: { uri }, position: { line, character } }
      times[question as keyof typeof times].push(await server.request(`textDocument/${method}`, params))
      await rest()
    }
  }
  return { completion: median(times.completion), hover: median(times.hover), test: median(times.test) }
}

function placesOf(text: string, size: number): Record<'completion' | 'hover' | 'test', Place> {
  const before = text.indexOf(policy?.marker(size >> 1) ?? '')
  const last = (word: string) => placeAt(text, text.lastIndexOf(word, before) + word.length)
  const words = policy?.words ?? { value: '', name: '' }
  return { completion: last(words.value), hover: last(words.name), test: last('# test: ') }
}

/** What 1,000 edits of a 1,000-rule file leave behind. */
async function growth(): Promise<void> {
  const server = new MeasuredServer([resolve(values.server), '--stdio'], {})
  await server.start()
  const uri = 'file:///bench/growth.yaml'
  const text = policy?.text(1_000) ?? ''
  await server.open(uri, text, policy?.mistakes(1_000) ?? 0)
  const target = placeOf(text, policy?.marker(500) ?? '')
  let before = 0
  for (let round = 0; round < 1_100; round++) {
    if (round === 100) before = server.memory().now
    const word = `${String(round).padStart(4, '0')}`
    await server.edit(uri, target.line, target.character, target.character + (round === 0 ? 0 : 4), word)
  }
  const after = server.memory().now
  server.stop()
  const share = ((100 * (after - before)) / before).toFixed(0)
  console.log(`\n1,000 edits of 1,000 rules: ${before.toFixed(0)} MB → ${after.toFixed(0)} MB (${share} %)`)
}

interface Place {
  readonly line: number
  readonly character: number
}

/** The end of the first `marker` in `text`: where the edits go. */
function placeOf(text: string, marker: string): Place {
  return placeAt(text, text.indexOf(marker) + marker.length)
}

function placeAt(text: string, at: number): Place {
  const before = text.slice(0, at)
  return { line: before.split('\n').length - 1, character: at - before.lastIndexOf('\n') - 1 }
}

/** Longer than any debounce, so that each edit is alone. */
function rest(): Promise<void> {
  return new Promise((done) => setTimeout(done, 250))
}

function print(size: number, name: string, measured: Measured, ratio: string): void {
  const ms = (value: number) => `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`.padStart(9)
  const mb = (value: number) => `${value.toFixed(0)} MB`.padStart(7)
  const { edit, slowest, cpu, first, open, completion, hover, test, found, steady, peak } = measured
  console.log(
    `${String(size).padStart(6)}  ${name.padEnd(20)}${ms(edit)} ${ms(slowest)} ${ms(cpu)} ${ms(first)} ${ms(open)} ${ms(completion)} ${ms(hover)}  ${ms(test)} ${String(found).padStart(6)} ${mb(steady)} ${mb(peak)}   ${ratio}`,
  )
}

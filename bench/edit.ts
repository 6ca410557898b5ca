/**
 * An edit of one rule → its first diagnostics, at 100, 1,000 and 10,000 rules, over stdio; beside yaml-language-server
 * on the same text with the same schema. Medians; the peer waits 200 ms before it looks, so both ratios are shown.
 * `--server FILE` measures another bundle, `--dialect NAME` another dialect, `--sizes 100,1000` other sizes, `--alone` skips the peer.
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
  },
})
const debounce = 200
const policy = longPolicies[values.dialect]
if (policy === undefined) throw new Error(`There is no long policy for ${values.dialect}.`)
const schema = pathToFileURL(resolve(`schemas/${values.dialect}.schema.json`)).href
const peerCommand = values.alone ? null : yamlLanguageServer()
if (peerCommand === null && !values.alone)
  console.log('yaml-language-server could not be installed; ours stands alone.')

interface Measured {
  readonly open: number
  readonly edit: number
  readonly slowest: number
  readonly cpu: number
  readonly hover: number
  readonly found: number
  readonly steady: number
  readonly peak: number
}

console.log(`${values.dialect}: one edit → first diagnostics\n`)
console.log(
  'rules   server                edit   slowest  CPU/edit      open     hover  found  steady    peak   edit ratio (less debounce)',
)
for (const size of values.sizes.split(',').map(Number)) {
  const ours = await measure([resolve(values.server), '--stdio'], size)
  print(size, 'rehearsal', ours, '')
  if (peerCommand === null) continue
  const peer = await measure(peerCommand, size)
  const ratio = `${(peer.edit / ours.edit).toFixed(0)} × (${((peer.edit - debounce) / ours.edit).toFixed(0)} ×), open ${((100 * ours.open) / peer.open).toFixed(0)} %`
  print(size, 'yaml-language-server', peer, ratio)
}
if (values.sizes.includes('1000')) await growth()

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
  const opened = await server.open(uri, text)
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
  const position = { line: target.line, character: target.character }
  const hover = await server.request('textDocument/hover', { textDocument: { uri }, position })
  const { now, peak } = server.memory()
  server.stop()
  return {
    open: opened.ms,
    edit: median(times),
    slowest: Math.max(...times),
    cpu: perEdit,
    hover,
    found,
    steady: now,
    peak,
  }
}

/** What 1,000 edits of a 1,000-rule file leave behind. */
async function growth(): Promise<void> {
  const server = new MeasuredServer([resolve(values.server), '--stdio'], {})
  await server.start()
  const uri = 'file:///bench/growth.yaml'
  const text = policy?.text(1_000) ?? ''
  await server.open(uri, text)
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

/** The end of the first `marker` in `text`: where the edits go. */
function placeOf(text: string, marker: string): { line: number; character: number } {
  const at = text.indexOf(marker) + marker.length
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
  const { edit, slowest, cpu, open, hover, found, steady, peak } = measured
  console.log(
    `${String(size).padStart(6)}  ${name.padEnd(20)}${ms(edit)} ${ms(slowest)} ${ms(cpu)} ${ms(open)} ${ms(hover)} ${String(found).padStart(6)} ${mb(steady)} ${mb(peak)}   ${ratio}`,
  )
}

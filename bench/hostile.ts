/**
 * Every hostile text of the tests through a server of its own, as the first document but for a plain policy that is
 * opened to see that it runs: name | ms | MB. The time is until the whole answer, lints included, as a client gets it
 * that pulls; the memory is the server's highest, in MB. Texts over 500 ms or 300 MB are marked, and counted in the
 * exit code. `--only WORDS` takes the texts whose names have these words, `--rounds N` the median of so many servers,
 * `--over MS` prints only what takes longer, `--server FILE` measures another bundle.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { hostileTexts, uriOfHostile } from '../test/process/hostileCorpus.ts'
import { MeasuredServer } from './support/lsp.ts'
import { median } from './support/median.ts'

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'dist/server.cjs' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '1' },
    over: { type: 'string', default: '0' },
  },
})
const most = { ms: 500, mb: 300 }

interface Report {
  readonly items?: readonly { readonly message: string }[]
}

interface Answered {
  readonly ms: number
  readonly mb: number
  readonly found: number
  readonly words: string
}

async function answered(name: string, text: string): Promise<Answered> {
  const server = new MeasuredServer([resolve(values.server), '--stdio'], {}, { diagnostic: {} })
  await server.start()
  await ask(server, 'file:///bench/plain.yaml', 'name: p\nenforcement_mode: observe\nrules: []\n')
  const { report, ms } = await ask(server, uriOfHostile(name, text, 0), text)
  const { peak } = server.memory()
  server.stop()
  const items = report.items ?? []
  return { ms, mb: peak, found: items.length, words: items[0]?.message ?? '' }
}

async function ask(server: MeasuredServer, uri: string, text: string): Promise<{ report: Report; ms: number }> {
  const start = performance.now()
  await server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } })
  const report = await server.ask<Report>('textDocument/diagnostic', { textDocument: { uri } })
  return { report, ms: performance.now() - start }
}

let [texts, over] = [0, 0]
console.log('    ms    MB  found  text: first words of the answer')
for (const [name, text] of hostileTexts()) {
  if (!name.includes(values.only)) continue
  texts++
  const rounds: Answered[] = []
  for (let round = 0; round < Number(values.rounds); round++) rounds.push(await answered(name, text))
  const [ms, mb] = [median(rounds.map((each) => each.ms)), median(rounds.map((each) => each.mb))]
  const isOver = ms > most.ms || mb > most.mb
  if (isOver) over++
  if (ms < Number(values.over) && !isOver) continue
  const { found, words } = rounds[0] as Answered
  const figures = [ms.toFixed(0).padStart(6), mb.toFixed(0).padStart(5), String(found).padStart(6)].join(' ')
  console.log(`${figures}  ${isOver ? '! ' : ''}${name}: ${words.slice(0, 70).replaceAll('\n', ' ')}`)
}
console.log(`\n${texts} texts, ${over} of them over ${most.ms} ms or ${most.mb} MB`)
process.exitCode = over === 0 ? 0 : 1

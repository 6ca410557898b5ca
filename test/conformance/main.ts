/** Holds the dialects against recorded answers of the real engines: `npm run -s conformance -- FILES.jsonl.gz…`. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseJson } from '../../evaluator/json/parse.ts'
import { cut, show, type Vector } from './adapter.ts'
import { adapterOf } from './adapters.ts'
import { newTally, runVector, type Tally } from './run.ts'

const shownPerDialect = 20
const cannotLimit = 0.005

const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length)
if (files.length === 0) {
  console.error('usage: npm run -s conformance -- FILES.jsonl[.gz]… [--only=ID-PART]')
  process.exit(2)
}

const tallies = new Map<string, Tally>()
for (const file of files) for (const vector of vectorsOf(file)) await judge(vector)
process.exitCode = report() ? 0 : 1

function vectorsOf(file: string): Vector[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parseJson(line) as unknown as Vector)
    .filter((vector) => only === undefined || vector.id.includes(only))
}

async function judge(vector: Vector): Promise<void> {
  const tally = tallies.get(vector.dialect) ?? newTally()
  tallies.set(vector.dialect, tally)
  const adapter = await adapterOf(vector.dialect)
  if (adapter === undefined) tally.skipped += 1 + (vector.calls?.length ?? 0)
  else runVector(adapter, vector, tally)
}

/** Prints what was found, dialect by dialect; false when something disagrees or too much cannot be reproduced. */
function report(): boolean {
  let fine = true
  for (const [dialect, tally] of tallies) {
    for (const { vector, call, difference, expected, got } of tally.disagree.slice(0, shownPerDialect)) {
      console.log(`\n${vector.id} (${vector.group}), ${call === null ? 'load' : `call ${call}`}: ${difference}`)
      console.log(indent('policy', vector.policy))
      if (call !== null) {
        const asked = vector.calls?.[call]
        console.log(indent('call', asked?.call_json ?? show(asked?.call)))
      }
      console.log(indent('expected', expected))
      console.log(indent('got', got))
    }
    const more = tally.disagree.length - shownPerDialect
    if (more > 0) console.log(`\n${dialect}: ${more} more disagreements not shown`)
    for (const [reason, count] of countBy(tally.cannot.map((one) => one.reason))) {
      console.log(`${dialect}: cannot reproduce ${count}: ${reason}`)
    }
    if (tally.apart.length > 0) console.log(`${dialect}: ${tally.apart.length} disagree in lines that are not required`)
    console.log(`${dialect}: ${line(tally)}`)
    const all = tally.agree + tally.disagree.length + tally.cannot.length
    if (tally.disagree.length > 0 || tally.cannot.length > cannotLimit * all) fine = false
  }
  const sum = newTally()
  for (const tally of tallies.values()) {
    sum.agree += tally.agree
    sum.skipped += tally.skipped
    for (const one of tally.disagree) sum.disagree.push(one)
    for (const one of tally.cannot) sum.cannot.push(one)
  }
  console.log(line(sum))
  return fine
}

function line(tally: Tally): string {
  const { agree, disagree, skipped, cannot } = tally
  return `${agree} agree, ${disagree.length} disagree, ${skipped} skipped, ${cannot.length} cannot reproduce`
}

function countBy(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function indent(title: string, text = ''): string {
  return `  ${title}:\n${cut(text)
    .split('\n')
    .map((each) => `    ${each}`)
    .join('\n')}`
}

import { verifyAgentAssembly } from './agent-assembly-chain.ts'
import { type CapfenceRow, verifyCapfence } from './capfence-chain.ts'
import type { Format } from './detect.ts'
import { type Container, entriesOf, entryOf } from './entries.ts'
import type { ForeignLog } from './foreign-log.ts'
import { bytesAt } from './lines.ts'
import { verifySafeclaw } from './safeclaw-chain.ts'
import { verifySafeclawPage } from './safeclaw-page-chain.ts'
import { type ForeignVerification, Noted, type OddEntry } from './verification.ts'

/** A log in a text file. */
export function textLog(file: string, format: Format, container: Container): ForeignLog {
  const newestFirst = container === 'list' && format.listsNewestFirst
  const log: ForeignLog = {
    format: format.name,
    file,
    newestFirst,
    *entries() {
      for (const { line, start, bytes, members, odd } of entriesOf(file, container)) {
        const known = members !== null && format.is(members)
        const event = known ? format.event(members, line) : null
        yield { line, start, length: bytes?.length ?? 0, event, odd: known ? '' : odd || 'It is no entry of this log.' }
      }
    },
    read({ line, start, length }) {
      const members = entryOf({ line, start, bytes: bytesAt(file, start, length) })?.members ?? null
      return members !== null && format.is(members) ? format.event(members, line) : null
    },
    verify: () => verifyText(log, format, container),
    close: () => undefined,
  }
  return log
}

function verifyText(log: ForeignLog, { name }: Format, container: Container): ForeignVerification {
  const { file } = log
  if (name === 'safeclaw' && container === 'lines') return verifySafeclaw(file)
  if (name === 'safeclaw-page') return verifySafeclawPage(file, container)
  if (name === 'agent-assembly') return verifyAgentAssembly(file, container)
  const odd = new Noted<OddEntry>()
  if (name === 'capfence') return verifyCapfence(capfenceRows(log, odd), { odd, partial: log.newestFirst })
  let entries = 0
  for (const { line, event, odd: why } of log.entries()) {
    if (event === null) odd.add({ line, why })
    else entries++
  }
  return {
    format: name,
    chain: 'none',
    entries,
    faults: [],
    faultCount: 0,
    ownVerdict: [],
    notes: ['This shape of log has no hashes: nothing in it can show whether it was changed.'],
    odd: odd.first,
    oddCount: odd.count,
  }
}

/** The rows, oldest first. */
function* capfenceRows(log: ForeignLog, odd: Noted<OddEntry>): Generator<CapfenceRow> {
  const backwards: CapfenceRow[] = []
  for (const { line, event, odd: why } of log.entries()) {
    if (event === null) odd.add({ line, why })
    else {
      const row = { place: line, row: event.native as CapfenceRow['row'] }
      if (log.newestFirst) backwards.push(row)
      else yield row
    }
  }
  yield* backwards.reverse()
}

import { type Container, entriesOf } from './entries.ts'
import { textOf } from './foreign-event.ts'
import { isSafeclawPage } from './safeclaw-page.ts'
import { type ForeignFault, type ForeignVerification, Noted, type OddEntry } from './verification.ts'

/**
 * Checks that each entry names the hash of the one above it. The page tells no recipe for the hash itself, so whether an
 * entry fits its hash cannot be checked.
 */
export function verifySafeclawPage(file: string, container: Container): ForeignVerification {
  const odd = new Noted<OddEntry>()
  const faults = new Noted<ForeignFault>()
  /** The line of each hash so far, and of the first entry that follows it. */
  const lines = new Map<string, number>()
  const followers = new Map<string, number>()
  let entries = 0
  let jumps = 0
  let indexAbove: number | null = null
  let above: string | null = null
  for (const { line, members, odd: why } of entriesOf(file, container)) {
    if (members === null || !isSafeclawPage(members)) {
      odd.add({ line, why: why || 'It is no entry of this log.' })
      continue
    }
    entries++
    const index = typeof members.index === 'number' ? members.index : null
    if (indexAbove !== null && index !== indexAbove + 1) jumps++
    indexAbove = index
    const previous = textOf(members.previousHash) ?? ''
    if (above !== null && previous !== above) faults.add(faultOf(line, previous))
    if (!followers.has(previous)) followers.set(previous, line)
    above = textOf(members.hash) ?? ''
    lines.set(above, line)
  }
  return {
    format: 'safeclaw-page',
    chain: faults.count === 0 ? 'whole' : 'broken',
    entries,
    faults: faults.first,
    faultCount: faults.count,
    ownVerdict: [],
    notes: [
      ...(jumps === 0 ? [] : [`The index does not go up by one in ${jumps === 1 ? 'one place' : `${jumps} places`}.`]),
      'Only the links were checked: how an entry is hashed is not published, so an edited entry that kept its hash cannot be seen.',
    ],
    odd: odd.first,
    oddCount: odd.count,
  }

  function faultOf(line: number, previous: string): ForeignFault {
    if (previous === '' || /^(?:0+|GENESIS)$/.test(previous)) {
      return { line, cause: 'restarted', message: `Line ${line} begins a chain anew.` }
    }
    const parent = lines.get(previous)
    if (parent === undefined) {
      const message = `The entry that line ${line} followed is not above it in the file: it was changed, moved or removed.`
      return { line, cause: 'parent-missing', message }
    }
    const first = followers.get(previous)
    const message =
      first === undefined
        ? `Line ${line} follows line ${parent}, not the one above it.`
        : `Lines ${first} and ${line} both follow line ${parent}: the chain forks there.`
    return { line, cause: first === undefined ? 'reordered' : 'forked', message }
  }
}

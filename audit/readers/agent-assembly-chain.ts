import { isAgentAssembly } from './agent-assembly.ts'
import { agentAssemblyHash, hexOf } from './agent-assembly-hash.ts'
import { type Container, entriesOf } from './entries.ts'
import type { Members } from './foreign-event.ts'
import { type ForeignFault, type ForeignVerification, Noted, type OddEntry } from './verification.ts'

const genesis = '0'.repeat(64)

/** What stands at the end of one of the chains in the file. */
interface Tip {
  readonly chain: number
  readonly line: number
}

/**
 * Checks a log as the gateway's verifier does, but to its end: each entry's hash over its fields, and its link to the
 * entry above. Chains that several services wrote into one file are followed apart.
 */
export function verifyAgentAssembly(file: string, container: Container): ForeignVerification {
  const odd = new Noted<OddEntry>()
  const faults = new Noted<ForeignFault>()
  const tips = new Map<string, Tip>()
  const chains: number[] = []
  const causes = new Set<ForeignFault['cause']>()
  let [index, above, firstBroken, missing] = [0, genesis, -1, 0]
  let seqAbove: string | null = null
  for (const { line, members, odd: why } of entriesOf(file, container)) {
    if (members === null || !isAgentAssembly(members)) {
      odd.add({ line, why: why || 'It is no entry of this log.' })
      continue
    }
    const own = hexOf(members.entry_hash)
    const previous = hexOf(members.previous_hash)
    const found: ForeignFault[] = []
    if (agentAssemblyHash(members) !== own) {
      found.push({
        line,
        cause: 'edited',
        message: `Entry ${index} (line ${line}) was changed: its hash does not fit it.`,
      })
    }
    const tip = tips.get(previous)
    if (previous !== above) found.push(linkFault(line, members, tip, previous))
    if (tip === undefined && previous !== genesis) missing++
    const chain = tip?.chain ?? chains.length
    chains[chain] = (chains[chain] ?? 0) + 1
    tips.delete(previous)
    tips.set(own, { chain, line })
    for (const fault of found) {
      faults.add(fault)
      causes.add(fault.cause)
    }
    if (found.length > 0 && firstBroken < 0) firstBroken = index
    above = own
    seqAbove = String(members.seq)
    index++
  }
  return {
    format: 'agent-assembly',
    chain: faults.count === 0 ? 'whole' : 'broken',
    entries: index,
    faults: faults.first,
    faultCount: faults.count,
    ownVerdict: firstBroken < 0 ? [] : [`hash chain broken at entry ${firstBroken}`],
    notes: notes(),
    odd: odd.first,
    oddCount: odd.count,
  }

  function linkFault(line: number, { seq }: Members, tip: Tip | undefined, previous: string): ForeignFault {
    const at = `Entry ${index} (line ${line})`
    if (previous === genesis) return { line, cause: 'restarted', message: `${at} begins a chain anew.` }
    if (tip !== undefined) {
      return {
        line,
        cause: 'other-chain',
        message: `${at} goes on from line ${tip.line}: another chain in the same file.`,
      }
    }
    const message = `${at} follows an entry that is not in the file; the numbers go from ${seqAbove ?? 'nothing'} to ${seq}.`
    return { line, cause: 'parent-missing', message }
  }

  function notes(): string[] {
    const said: string[] = []
    const lengths = chains.join(', ')
    const harmless = [...causes].every((cause) => cause === 'other-chain' || cause === 'restarted')
    if (faults.count > 0 && harmless) {
      said.push(
        `Every entry's hash fits, and the file is ${chains.length} whole chains of ${lengths} entries: each service keeps its own, and some never chain at all. No change is shown.`,
      )
    }
    if (missing > 0) {
      said.push(
        'An entry that is followed but not in the file was removed or changed, or the gateway dropped it under load, which its chain counts all the same.',
      )
    }
    said.push('Entries cut from the end cannot be seen: the chain is unkeyed, and no end is noted.')
    return said
  }
}

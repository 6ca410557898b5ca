import { createHash } from 'node:crypto'
import { entriesOf } from './entries.ts'
import { isSafeclaw } from './safeclaw.ts'
import { type ForeignFault, type ForeignVerification, Noted, type OddEntry } from './verification.ts'

const genesis = 'GENESIS'

/** A line whose `prevHash` is not the hash of the line above. */
interface Mismatch {
  readonly line: number
  readonly prevHash: string
}

/** A line that a mismatching one follows, and the lines that follow it. */
interface Parent {
  readonly line: number
  readonly children: readonly number[]
}

/**
 * Checks a log as safeclaw's own verifier does, over the bytes as they stand in the file, and then looks for the lines
 * that the mismatching ones do follow: in a fork, as two writers at once make it, all of them are in the file.
 */
export function verifySafeclaw(file: string): ForeignVerification {
  const odd = new Noted<OddEntry>()
  const own = new Noted<string>()
  const unreadable: ForeignFault[] = []
  const mismatches: Mismatch[] = []
  let [expected, entries, chained, number] = [genesis, 0, 0, 0]
  for (const { line, bytes, members, odd: why } of entriesOf(file, 'lines')) {
    number++
    if (members === null || !isSafeclaw(members)) odd.add({ line, why: why || 'It is no entry of this log.' })
    else entries++
    if (bytes === null || why === 'It is no JSON.') {
      own.add(`Line ${number}: invalid JSON`)
      unreadable.push({ line, cause: 'unreadable', message: `Line ${line} is no JSON: it was damaged or put in.` })
      continue
    }
    const prevHash = members?.prevHash
    if (prevHash !== undefined && prevHash !== null && prevHash !== '') {
      chained++
      if (prevHash !== expected) {
        const [wanted, got] = [expected.slice(0, 12), String(prevHash).slice(0, 12)]
        own.add(`Line ${number}: prevHash mismatch (expected ${wanted}..., got ${got}...)`)
        mismatches.push({ line, prevHash: String(prevHash) })
      }
    }
    expected = sha256(bytes)
  }
  const parents = mismatches.length === 0 ? new Map<string, Parent>() : findParents(file, mismatches)
  const explained = mismatches.map((mismatch) => explain(mismatch, parents.get(mismatch.prevHash)))
  const faults = new Noted<ForeignFault>()
  for (const fault of [...unreadable, ...explained].sort((a, b) => a.line - b.line)) faults.add(fault)
  return {
    format: 'safeclaw',
    chain: faults.count === 0 ? 'whole' : 'broken',
    entries,
    faults: faults.first,
    faultCount: faults.count,
    ownVerdict: own.first,
    notes: notesOf(explained, entries - chained),
    odd: odd.first,
    oddCount: odd.count,
  }
}

/** By hash, the lines that stand in the file and that a mismatching line names as the one before it. */
function findParents(file: string, mismatches: readonly Mismatch[]): Map<string, Parent> {
  const children = new Map<string, number[]>()
  const mismatching = new Set(mismatches.map(({ line }) => line))
  for (const { line, prevHash } of mismatches) {
    const known = children.get(prevHash)
    if (known === undefined) children.set(prevHash, [line])
    else known.push(line)
  }
  const parents = new Map<string, Parent>()
  let above: string | null = null
  for (const { line, bytes, members, odd } of entriesOf(file, 'lines')) {
    if (bytes === null || odd === 'It is no JSON.') continue
    const parent = above === null ? undefined : parents.get(above)
    if (parent !== undefined && above !== null && members?.prevHash === above && !mismatching.has(line)) {
      parents.set(above, { ...parent, children: [line, ...parent.children] })
    }
    above = sha256(bytes)
    const following = children.get(above)
    if (following !== undefined && !parents.has(above)) parents.set(above, { line, children: following })
  }
  return parents
}

function explain({ line, prevHash }: Mismatch, parent: Parent | undefined): ForeignFault {
  if (prevHash === genesis) {
    return { line, cause: 'restarted', message: `Line ${line} begins a chain anew, as after a rotation.` }
  }
  if (parent === undefined) {
    const message = `The line that line ${line} followed is not in the file: what stands above it was changed, replaced or removed.`
    return { line, cause: 'parent-missing', message }
  }
  if (parent.line >= line) {
    const message = `Line ${line} follows line ${parent.line}, which stands below it: lines changed places.`
    return { line, cause: 'reordered', message }
  }
  const [first, second] = parent.children
  const message =
    second === undefined
      ? `Line ${line} follows line ${parent.line}, not the one above it: another writer's lines stand between.`
      : `Lines ${first} and ${second} both follow line ${parent.line}: the chain forks there.`
  return { line, cause: 'forked', message }
}

function notesOf(faults: readonly ForeignFault[], unchained: number): string[] {
  const notes: string[] = []
  if (faults.length > 0 && faults.every(({ cause }) => cause === 'forked')) {
    notes.push(
      'Every line that another one follows is in the file as it was, so no change is shown: several writers at once fork the chain like this.',
    )
  }
  if (unchained > 0) notes.push(`${unchained} entries have no prevHash: the line above each of them is not checked.`)
  notes.push('A line cut from the end, or a changed last line, cannot be seen: no line holds a hash of its own.')
  return notes
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

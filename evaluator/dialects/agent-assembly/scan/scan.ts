import { candidates, worth } from './candidates.ts'
import { scanDigits } from './digits.ts'
import { scanEmails } from './emails.ts'
import { scanEntropy } from './entropy.ts'
import type { Finding } from './finding.ts'
import { prefixBits, scanAccountKeys, scanPrefixes } from './prefixes.ts'
import { Tally } from './random.ts'
import { Reading } from './reading.ts'

/** A place to read texts in that `holdsSecrets` is asked about. */
export function secretReading(): Reading {
  return new Reading(prefixBits)
}

/** What the gateway's built-in scanner finds in a text, by offset; overlaps of one kind are one finding. */
export function scanText(text: string): Finding[] {
  const found = scanned(text, candidates(secretReading().read(text), new Tally()))
  if (found.length === 0) return found
  return mergeSameKind(found.sort((a, b) => a.start - b.start))
}

/** Whether the scanner finds anything at all. */
export function holdsSecrets(reading: Reading, tally: Tally): boolean {
  const bits = candidates(reading, tally)
  return bits !== 0 && ((bits & worth.found) !== 0 || scanned(reading.text, bits).length > 0)
}

function scanned(text: string, bits: number): Finding[] {
  const found: Finding[] = []
  if (bits & worth.prefixes) scanPrefixes(text, found)
  if (bits & worth.digits) scanDigits(text, found)
  if (bits & worth.emails) scanEmails(text, found)
  if (bits & worth.entropy) scanEntropy(text, found)
  if (bits & worth.accountKeys) scanAccountKeys(text, found)
  return found
}

function mergeSameKind(sorted: readonly Finding[]): Finding[] {
  const kept: Finding[] = []
  const last = new Map<string, Finding>()
  for (const finding of sorted) {
    const before = last.get(finding.kind)
    if (before !== undefined && finding.start < before.end) {
      before.end = Math.max(before.end, finding.end)
      continue
    }
    const copy = { ...finding }
    kept.push(copy)
    last.set(finding.kind, copy)
  }
  return kept
}

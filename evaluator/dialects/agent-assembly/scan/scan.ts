import { scanDigits } from './digits.ts'
import { scanEmails } from './emails.ts'
import { scanEntropy } from './entropy.ts'
import type { Finding } from './finding.ts'
import { scanAccountKeys, scanPrefixes } from './prefixes.ts'

/** What the gateway's built-in scanner finds in a text, by offset; overlaps of one kind are one finding. */
export function scanText(text: string): Finding[] {
  if (!mayHold(text)) return []
  const found: Finding[] = []
  scanPrefixes(text, found)
  scanDigits(text, found)
  scanEmails(text, found)
  scanEntropy(text, found)
  scanAccountKeys(text, found)
  if (found.length === 0) return found
  return mergeSameKind(found.sort((a, b) => a.start - b.start))
}

function mergeSameKind(sorted: readonly Finding[]): Finding[] {
  const kept: Finding[] = []
  for (const finding of sorted) {
    const overlapped = kept.find((one) => one.kind === finding.kind && finding.start < one.end)
    if (overlapped === undefined) kept.push({ ...finding })
    else overlapped.end = Math.max(overlapped.end, finding.end)
  }
  return kept
}

/** False for texts in which no pass of the scanner can find anything: one look at each character, nothing allocated. */
function mayHold(text: string): boolean {
  let digits = 0
  let run = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x80) return true
    if (code >= 0x30 && code <= 0x39) {
      if (++digits === 9) return true
    }
    run = code > 0x20 ? run + 1 : 0
    if (run === 20) return true
    switch (code) {
      case 0x40: // @
      case 0x2d: // - of sk-, xox?-, xapp-, -----BEGIN
        return true
      case 0x5f: // _ of gh?_, github_pat_, service_account
        return true
      case 0x3d: // = of DefaultEndpointsProtocol=, AccountKey=
        return true
      case 0x2f: // / of postgres://
        if (text.charCodeAt(at - 1) === 0x2f) return true
        break
      case 0x49: // i of AKIA, ASIA
      case 0x69:
        if ((text.charCodeAt(at + 1) | 0x20) === 0x61 && (text.charCodeAt(at - 2) | 0x20) === 0x61) return true
        break
    }
  }
  return false
}

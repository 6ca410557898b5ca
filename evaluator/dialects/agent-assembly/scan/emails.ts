import { byteLength, endsToken, type Finding, isSpace } from './finding.ts'

const maxLocalBytes = 64
const maxDomainBytes = 255

/** E-mail addresses: whatever stands before an `@` since the last delimiter, and a domain with a dot after it. */
export function scanEmails(text: string, found: Finding[]): void {
  let localStart = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== 0x40) {
      if (startsLocalPart(code)) localStart = at + 1
      continue
    }
    const length = at - localStart
    if (length === 0 || length > maxLocalBytes || byteLength(text, localStart, at) > maxLocalBytes) continue
    const end = domainEnd(text, at + 1)
    const domain = text.slice(at + 1, end)
    if (domain.includes('.') && byteLength(domain) >= 3) found.push({ kind: 'EmailAddress', start: localStart, end })
  }
}

function startsLocalPart(code: number): boolean {
  return code === 0x3c || code === 0x2c || code === 0x3b || code === 0x22 || code === 0x27 || isSpace(code)
}

function domainEnd(text: string, from: number): number {
  let bytes = 0
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (bytes >= maxDomainBytes || endsToken(code)) return at
    const pair = code >= 0xd800 && code < 0xdc00
    bytes += pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3
    at += pair ? 2 : 1
  }
  return text.length
}

import type { Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import type { Plan } from './plan.ts'
import type { Finding } from './scan/finding.ts'
import { redact, redactWithLocale } from './scan/redact.ts'
import { scanText } from './scan/scan.ts'
import { type LocaleFinding, scanZhTw } from './scan/zh-tw.ts'

/** What the scan of a text found, in the engine's order, and the text without it. */
export interface Detected {
  readonly findings: readonly Finding[]
  readonly locale: readonly LocaleFinding[]
  readonly redacted: string | null
}

/** The only locale pack that this release of the engine has. */
export const knownPack = 'zh-TW'

/** Scans a text with everything the policy asks for; a cascade names each pack once, a single document as often as it says. */
export function detectData(plan: Plan, text: string, cascade: boolean): Detected {
  const findings = scanText(text)
  for (const { pattern } of plan.patterns) {
    if (pattern === null) continue
    for (const { start, end } of matchesOf(pattern, text)) findings.push({ kind: 'Custom', start, end })
  }
  const runs = cascade ? Math.min(1, plan.packs.length) : plan.packs.length
  const pack = runs > 0 ? scanZhTw(text) : []
  const locale = pack.flatMap((finding) => Array.from({ length: runs }, () => finding))
  if (findings.length === 0 && locale.length === 0) return { findings, locale, redacted: null }
  findings.sort((a, b) => a.start - b.start)
  const hidden = plan.credentialAction === 'redact_only' || plan.credentialAction === 'alert_and_redact'
  if (!hidden) return { findings, locale, redacted: null }
  const redacted = locale.length > 0 ? redactWithLocale(text, findings, locale) : redact(text, findings)
  return { findings, locale, redacted }
}

/** A pattern's matches as the Rust engine counts them: an empty one never directly behind another match. */
function matchesOf(pattern: Pattern, text: string): Range[] {
  let end = -1
  return pattern.findAll(text).filter((match) => {
    const counts = match.end > match.start || (match.start !== end && !insidePair(text, match.start))
    if (counts) end = match.end
    return counts
  })
}

function insidePair(text: string, at: number): boolean {
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at)]
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000
}

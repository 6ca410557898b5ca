import { type Finding, isSpace, tokenEnd } from './finding.ts'
import { looksRandom, maxRun, minDistinct, minHex, minRun } from './random.ts'

/** Tokens that look random: by their entropy, as long hex or base64 runs, and those that were split or grouped. */
export function scanEntropy(original: string, found: Finding[]): void {
  const text = maskMarkers(original)
  scanTokens(text, found)
  for (const { index, 0: run } of text.matchAll(/[0-9a-fA-F]{64,}/g)) push(found, index, index + run.length)
  const runs = base64Runs(text)
  scanRuns(text, runs, found)
  scanGroupedHex(text, found)
  scanPairs(text, runs, found)
}

/** The engine's own redaction labels are not scored again. */
function maskMarkers(text: string): string {
  if (!text.includes('[REDACTED')) return text
  return text.replace(marker, (label) => '\0'.repeat(label.length))
}

const kinds =
  'AnthropicKey AwsAccessKey GcpServiceAccount OpenAiKey AzureConnectionString GitHubAppToken GitHubOAuthToken GitHubPat GitHubRefreshToken GitHubUserToken SlackAppToken SlackBotToken SlackOAuthToken SlackRefreshToken SlackUserToken MongodbUrl MysqlUrl PostgresUrl EcPrivateKey OpensshPrivateKey PgpPrivateKey PrivateKey RsaPrivateKey CreditCardLuhn EmailAddress SsnPattern GenericHighEntropy Custom'
const marker = new RegExp(`\\[REDACTED(?::(?:${kinds.replaceAll(' ', '|')}))?\\]`, 'g')

/** Each run of ASCII characters inside a token of white space, 20 to 64 long. */
function scanTokens(text: string, found: Finding[]): void {
  let start = 0
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0x20
    if (code < 0x80 && code !== 0 && !isSpace(code)) continue
    const length = at - start
    if (length >= minRun && length <= maxRun && looksRandom(text.slice(start, at))) {
      push(found, start, Math.min(tokenEnd(text, start), at))
    }
    start = at + 1
  }
}

interface Run {
  readonly start: number
  readonly end: number
}

function base64Runs(text: string): Run[] {
  return Array.from(text.matchAll(/[A-Za-z0-9+/_-]+/g), ({ index, 0: run }) => ({
    start: index,
    end: index + run.length,
  }))
}

/** Base64 runs of 20 and more that look random. */
function scanRuns(text: string, runs: readonly Run[], found: Finding[]): void {
  for (const { start, end } of runs) {
    if (end - start >= minRun && looksRandom(text.slice(start, end))) push(found, start, end)
  }
}

/** Pairs of base64 runs that look random together, a single character between them, where nothing else was found in either. */
function scanPairs(text: string, runs: readonly Run[], found: Finding[]): void {
  const isFound = overlaps(found)
  for (let i = 1; i < runs.length; i++) {
    const [first, second] = [runs[i - 1] as Run, runs[i] as Run]
    const length = first.end - first.start + second.end - second.start
    if (length < minDistinct || length > maxRun || !isOneGap(text, first.end, second.start)) continue
    if (isFound(first) || isFound(second)) continue
    if (!looksRandom(text.slice(first.start, first.end) + text.slice(second.start, second.end))) continue
    push(found, first.start, first.end)
    push(found, second.start, second.end)
  }
}

/** Whether a run overlaps one of the findings so far. */
function overlaps(found: readonly Finding[]): (run: Run) => boolean {
  const sorted = [...found].sort((a, b) => a.start - b.start)
  const reach: number[] = []
  for (const { end } of sorted) reach.push(Math.max(end, reach.at(-1) ?? 0))
  return ({ start, end }) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] as Finding).start < end) low = middle + 1
      else high = middle
    }
    return low > 0 && (reach[low - 1] as number) > start
  }
}

/** One character, of white space or beyond ASCII, between two runs. */
function isOneGap(text: string, from: number, to: number): boolean {
  const code = text.codePointAt(from) ?? 0
  return from + (code > 0xffff ? 2 : 1) === to && (code >= 0x80 || isSpace(code))
}

/** Hex digits in groups with `:` or `-` between them, 64 digits in all. */
function scanGroupedHex(text: string, found: Finding[]): void {
  for (const { index, 0: run } of text.matchAll(/[0-9a-fA-F:-]{65,}/g)) {
    const digits = run.replace(/[:-]/g, '').length
    if (digits < minHex || digits === run.length) continue
    const first = run.search(/[^:-]/)
    push(found, index + first, index + run.replace(/[:-]+$/, '').length)
  }
}

function push(found: Finding[], start: number, end: number): void {
  found.push({ kind: 'GenericHighEntropy', start, end })
}

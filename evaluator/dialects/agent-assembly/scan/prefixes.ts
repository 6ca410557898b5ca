import { type Finding, tokenEnd } from './finding.ts'
import { type Pairs, pairsOf } from './reading.ts'

/** Beginnings of credentials, in the engine's order: where two begin at one place, the earlier one counts. */
const literals: readonly (readonly [kind: string, prefix: string])[] = [
  ['AnthropicKey', 'sk-ant-'],
  ['OpenAiKey', 'sk-'],
  ['AwsAccessKey', 'AKIA'],
  ['GcpServiceAccount', '"type": "service_account"'],
  ['AzureConnectionString', 'DefaultEndpointsProtocol='],
  ['GitHubPat', 'ghp_'],
  ['GitHubAppToken', 'ghs_'],
  ['SlackBotToken', 'xoxb-'],
  ['SlackUserToken', 'xoxp-'],
  ['SlackOAuthToken', 'xoxa-'],
  ['PostgresUrl', 'postgres://'],
  ['MysqlUrl', 'mysql://'],
  ['MongodbUrl', 'mongodb://'],
  ['RsaPrivateKey', '-----BEGIN RSA PRIVATE KEY-----'],
  ['EcPrivateKey', '-----BEGIN EC PRIVATE KEY-----'],
  ['OpensshPrivateKey', '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ['PrivateKey', '-----BEGIN PRIVATE KEY-----'],
  ['PgpPrivateKey', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
  ['GcpServiceAccount', '"type":"service_account"'],
  ['GcpServiceAccount', '"type" :"service_account"'],
  ['GcpServiceAccount', '"type" : "service_account"'],
  ['GitHubOAuthToken', 'gho_'],
  ['GitHubUserToken', 'ghu_'],
  ['GitHubRefreshToken', 'ghr_'],
  ['GitHubPat', 'github_pat_'],
  ['SlackAppToken', 'xapp-'],
  ['SlackRefreshToken', 'xoxr-'],
  ['AwsAccessKey', 'ASIA'],
]

/** The pairs of what every beginning has, many of which begin or end alike: hints for whoever reads a text. */
export const prefixPairs: readonly Pairs[] = literals.map(([, prefix]) => {
  if (prefix.startsWith('-----')) return pairsOf('-----BEGIN ')
  return pairsOf(prefix.startsWith('"type"') ? 'service_account"' : prefix)
})

/** What stands before the key in a connection string. */
export const accountKeyMarker = 'AccountKey='

/** Shorter runs of base64 characters the entropy scan does not look at. */
const minRun = 20

/** One group per literal, ASCII letters in either case (`i` would let `ſ` and the Kelvin sign in). */
const anyLiteral = new RegExp(literals.map(([, prefix]) => `(${anyCase(prefix)})`).join('|'), 'g')

/** Credentials by their first characters, whatever follows, up to the end of the token. */
export function scanPrefixes(text: string, found: Finding[]): void {
  const endOf = tokenEnds(text)
  const pemEndOf = pemEnds(text)
  for (const match of text.matchAll(anyLiteral)) {
    const index = match.findIndex((group, i) => i > 0 && group !== undefined) - 1
    const kind = literals[index]?.[0] as string
    const after = match.index + match[0].length
    const pemEnd = kind.endsWith('PrivateKey') ? pemEndOf(after) : null
    found.push({ kind, start: match.index, end: Math.max(endOf(after), pemEnd ?? 0) })
  }
}

/** The key of a storage account, wherever in a connection string it stands. */
export function scanAccountKeys(text: string, found: Finding[]): void {
  for (let start = text.indexOf(accountKeyMarker); start !== -1; ) {
    const end = tokenEnd(text, start + accountKeyMarker.length)
    found.push({ kind: 'AzureConnectionString', start, end })
    start = text.indexOf(accountKeyMarker, end)
  }
}

/** `tokenEnd` for places that only go forward, each stretch of the text being looked at once. */
function tokenEnds(text: string): (from: number) => number {
  let known = -1
  return (from) => {
    if (from > known) known = tokenEnd(text, from)
    return known
  }
}

/**
 * Where a PEM block ends whose last line is too short for the entropy scan; null for all other blocks. For places that
 * only go forward: what stands before each end marker is looked at once.
 */
function pemEnds(text: string): (bodyStart: number) => number | null {
  let end = -1
  let lastRun = 0
  let long = { start: 0, end: 0 }
  let blockEnd = -1
  return (bodyStart) => {
    if (end !== Number.POSITIVE_INFINITY && end < bodyStart) {
      const found = text.indexOf('-----END', bodyStart)
      end = found === -1 ? Number.POSITIVE_INFINITY : found
      if (found === -1) return null
      const closing = text.indexOf('-----', end + '-----END'.length)
      blockEnd = closing === -1 ? -1 : closing + '-----'.length
      long = { start: 0, end: 0 }
      for (const { index, 0: run } of text.slice(bodyStart, end).matchAll(/[A-Za-z0-9+/_-]+/g)) {
        lastRun = run.length
        if (run.length >= minRun) long = { start: bodyStart + index, end: bodyStart + index + run.length }
      }
      if (!/[A-Za-z0-9+/_-]/.test(text.slice(bodyStart, end))) lastRun = 0
    }
    if (end === Number.POSITIVE_INFINITY || lastRun === 0 || lastRun >= minRun || blockEnd === -1) return null
    return long.end - Math.max(long.start, bodyStart) >= minRun ? blockEnd : null
  }
}

function anyCase(literal: string): string {
  return [...literal]
    .map((c) =>
      /[A-Za-z]/.test(c)
        ? `[${c.toLowerCase()}${c.toUpperCase()}]`
        : c.replace(/[-/"_=:]/, (m) => (m === '/' ? '\\/' : m)),
    )
    .join('')
}

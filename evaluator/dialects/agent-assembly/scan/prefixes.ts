import { type Finding, tokenEnd } from './finding.ts'

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

/** One group per literal, ASCII letters in either case (`i` would let `ſ` and the Kelvin sign in). */
const anyLiteral = new RegExp(literals.map(([, prefix]) => `(${anyCase(prefix)})`).join('|'), 'g')

/** Credentials by their first characters, whatever follows, up to the end of the token. */
export function scanPrefixes(text: string, found: Finding[]): void {
  for (const match of text.matchAll(anyLiteral)) {
    const index = match.findIndex((group, i) => i > 0 && group !== undefined) - 1
    const kind = literals[index]?.[0] as string
    const after = match.index + match[0].length
    const pemEnd = kind.endsWith('PrivateKey') ? pemBlockEnd(text, after) : null
    found.push({ kind, start: match.index, end: Math.max(tokenEnd(text, after), pemEnd ?? 0) })
  }
}

/** The key of a storage account, wherever in a connection string it stands. */
export function scanAccountKeys(text: string, found: Finding[]): void {
  const marker = 'AccountKey='
  for (let start = text.indexOf(marker); start !== -1; ) {
    const end = tokenEnd(text, start + marker.length)
    found.push({ kind: 'AzureConnectionString', start, end })
    start = text.indexOf(marker, end)
  }
}

/** Where a PEM block ends whose last line is too short for the entropy scan; null for all other blocks. */
function pemBlockEnd(text: string, bodyStart: number): number | null {
  const end = text.indexOf('-----END', bodyStart)
  if (end === -1) return null
  const runs = text.slice(bodyStart, end).match(/[A-Za-z0-9+/_-]+/g) ?? []
  const last = runs.at(-1)?.length ?? 0
  if (last === 0 || last >= 20 || !runs.some((run) => run.length >= 20)) return null
  const closing = text.indexOf('-----', end + '-----END'.length)
  return closing === -1 ? null : closing + '-----'.length
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

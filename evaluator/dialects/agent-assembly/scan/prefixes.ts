import { type Finding, tokenEnd } from './finding.ts'
import { bitsOfPairs, holds, pairOf, type Reading, rarity } from './reading.ts'

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

/** A beginning in small letters, as bytes, and the place in it of a pair that tells of it. */
interface Told {
  readonly bytes: Uint8Array
  readonly at: number
  readonly hint: number
}

/**
 * Pair, in either case → the beginnings that it tells of. A text is read pair by pair, so that of a beginning in it either
 * the pairs at even places are met or those at odd ones: the one of each that is met most seldom tells of it.
 */
const told: ReadonlyMap<number, readonly Told[]> = toldBy()

/** For whoever reads a text: which pairs of it may be part of a credential's beginning. */
export const prefixBits = bitsOfPairs(new Map(Array.from(told, ([pair, all]) => [pair, bitsOf(all)])))

function toldBy(): Map<number, Told[]> {
  const all = new Map<number, Told[]>()
  for (const prefix of new Set(literals.map(([, prefix]) => prefix.toLowerCase()))) {
    const bytes = Uint8Array.from(prefix, (character) => character.charCodeAt(0))
    const hint = hintOf(prefix)
    for (const at of [seldomest(bytes, 0), seldomest(bytes, 1)]) {
      for (const first of cases(bytes[at] as number)) {
        for (const second of cases(bytes[at + 1] as number)) {
          const pair = pairOf(first, second)
          const before = all.get(pair) ?? []
          all.set(pair, before)
          before.push({ bytes, at, hint })
        }
      }
    }
  }
  return all
}

/** Beginnings with one of the seldom characters are told of by their pairs together with it. */
function hintOf(prefix: string): number {
  if (prefix.includes('_')) return holds.hintWithUnderscore
  return prefix.includes('-') ? holds.hintWithDash : holds.hint
}

function bitsOf(all: readonly Told[]): number {
  return all.reduce((bits, { hint }) => bits | hint, 0)
}

/** The place of the pair that is met most seldom, of every second one from `start` on. */
function seldomest(bytes: Uint8Array, start: number): number {
  const rarityAt = (at: number): number => rarity(pairOf(bytes[at] as number, bytes[at + 1] as number))
  let [best, most] = [start, rarityAt(start)]
  for (let at = start + 2; at + 1 < bytes.length; at += 2) {
    const found = rarityAt(at)
    if (found > most) [best, most] = [at, found]
  }
  return best
}

function cases(code: number): readonly number[] {
  return isSmall(code) ? [code, code - 0x20] : [code]
}

function isSmall(code: number): boolean {
  return code >= 0x61 && code <= 0x7a
}

/** Whether a credential begins in an ASCII text: what `scanPrefixes` would find, by a look at the pairs alone. */
export function holdsPrefix({ text, bytes, words, held }: Reading): boolean {
  const hints =
    (held & holds.hint) |
    ((held & holds.dash) !== 0 ? held & holds.hintWithDash : 0) |
    ((held & holds.underscore) !== 0 ? held & holds.hintWithUnderscore : 0)
  if (hints === 0) return false
  const pairs = text.length >> 1
  for (let at = 0; at < pairs; at++) {
    const pair = words[at] as number
    if (((prefixBits[pair] as number) & hints) === 0) continue
    for (const one of told.get(pair) ?? []) if (standsAt(bytes, 2 * at - one.at, one.bytes)) return true
  }
  return false
}

/** Whether a beginning stands there, in either case; `edge`, behind the text, is no character of one. */
function standsAt(bytes: Uint8Array, start: number, prefix: Uint8Array): boolean {
  for (let i = 0; i < prefix.length; i++) {
    const [code, wanted] = [bytes[start + i], prefix[i] as number]
    if (code !== wanted && !(isSmall(wanted) && code === wanted - 0x20)) return false
  }
  return true
}

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
  return literal.replace(/[A-Za-z]/g, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`)
}

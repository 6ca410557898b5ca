import { capped, codePointLength } from '../../python/codepoints.ts'
import { splitBlanks } from '../../python/whitespace.ts'

const secret =
  /^(?:sk-[a-zA-Z0-9]{20}|AKIA[A-Z0-9]{16}|eyJ[a-zA-Z0-9_-]{20,}\.|ghp_[a-zA-Z0-9]{36}|xox[bpas]-[a-zA-Z0-9-]{10})/

const redacted = '[REDACTED]'
const sensitive = ['KEY', 'TOKEN', 'SECRET', 'PASSWORD', 'CREDENTIAL']

/** Whether a text begins like a key or token: a message then shows `[REDACTED]` in its place. */
export function looksLikeSecret(text: string): boolean {
  return secret.test(text)
}

/**
 * What the engine redacts from an output when a `redact` contract names no pattern: values of `export NAME_KEY=`, of
 * `-p` and `--password`, and passwords in addresses. Takes time in proportion to the text.
 */
export function redactCommands(text: string): string {
  return capped(redactAddresses(redactFlags(redactExports(text))), codePointLength(text) + 100)
}

function redactExports(text: string): string {
  const parts = splitBlanks(text)
  for (let i = 0; i + 2 < parts.length; i += 2) {
    const value = parts[i + 2] as string
    if (!(parts[i] as string).endsWith('export')) continue
    const equals = nameEnd(value)
    if (equals <= 0 || value[equals] !== '=' || equals + 1 >= value.length) continue
    const name = value.slice(0, equals)
    if (sensitive.some((part) => name.includes(part))) parts[i + 2] = `${name}=${redacted}`
  }
  return parts.join('')
}

function nameEnd(text: string): number {
  let end = 0
  for (const char of text) {
    if (!isNameCharacter(char)) break
    end += char.length
  }
  return end
}

function isNameCharacter(char: string): boolean {
  // Classes of Unicode are looked up when an expression is made, and most texts need none.
  return char <= '\x7f' ? /[A-Za-z0-9_]/.test(char) : /[\p{L}\p{N}_]/u.test(char)
}

/** Values of `-p` and `--password`, which stand in the same run of non-blanks or in the next one. */
function redactFlags(text: string): string {
  const parts = splitBlanks(text)
  for (let i = 0; i < parts.length; i += 2) {
    const part = parts[i] as string
    const end = flagEnd(part, parts[i + 1] ?? '', (parts[i + 2] ?? '') !== '')
    if (end === null) continue
    if (end < part.length) parts[i] = part.slice(0, end) + redacted
    else {
      parts[i + 2] = redacted
      i += 2
    }
  }
  return parts.join('')
}

/** Where the run's first flag with a value ends; its length when the value is the next run, null when it has none. */
function flagEnd(run: string, blank: string, hasNext: boolean): number | null {
  const short = run.indexOf('-p')
  const long = run.indexOf('--password=')
  const last = run.length - '--password'.length
  const flags: { at: number; end: number }[] = []
  if (short >= 0 && (short + 2 < run.length || hasNext)) flags.push({ at: short, end: short + 2 })
  if (long >= 0 && long + 11 < run.length) flags.push({ at: long, end: long + 11 })
  if (run.endsWith('--password') && blank === ' ' && hasNext) flags.push({ at: last, end: run.length })
  flags.sort((a, b) => a.at - b.at)
  return flags[0]?.end ?? null
}

function redactAddresses(text: string): string {
  if (!text.includes('://')) return text
  return splitBlanks(text)
    .map((part, i) => (i % 2 === 0 ? redactAddress(part) : part))
    .join('')
}

function redactAddress(part: string): string {
  const last = part.lastIndexOf('@')
  for (let at = part.indexOf('://'); at >= 0; at = part.indexOf('://', at + 1)) {
    const name = nameEnd(part.slice(at + 3))
    const colon = at + 3 + name
    if (name > 0 && part[colon] === ':' && last > colon + 1) {
      return `${part.slice(0, colon + 1)}${redacted}${part.slice(last)}`
    }
  }
  return part
}

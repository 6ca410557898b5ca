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
  const limit = text.length + 100
  const out = redactAddresses(redactFlags(redactExports(text)))
  return out.length > limit ? `${out.slice(0, limit - 3)}...` : out
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

/** Blank-separated runs: the value behind `-p` may stand in the same run or the next one. */
function redactFlags(text: string): string {
  const parts = splitBlanks(text)
  for (let i = 0; i < parts.length; i += 2) {
    const part = parts[i] as string
    const short = part.indexOf('-p')
    const long = part.indexOf('--password=')
    const blank = parts[i + 1] ?? ''
    const hasNext = (parts[i + 2] ?? '') !== ''
    const candidates: number[] = []
    if (short >= 0 && (short + 2 < part.length || hasNext)) candidates.push(short)
    if (long >= 0 && long + 11 < part.length) candidates.push(long)
    if (part.endsWith('--password') && blank === ' ' && hasNext) candidates.push(part.length - 10)
    const at = Math.min(...candidates)
    if (!Number.isFinite(at)) continue
    if (at === short && short !== long + 1) {
      if (short + 2 < part.length) parts[i] = part.slice(0, short + 2) + redacted
      else {
        parts[i + 2] = redacted
        i += 2
      }
    } else if (at === long) parts[i] = part.slice(0, long + 11) + redacted
    else {
      parts[i + 2] = redacted
      i += 2
    }
  }
  return parts.join('')
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

/** Keys of a message that decide what is called; some servers take them in any case. */
const telling: readonly (readonly string[])[] = [
  ['jsonrpc', 'id', 'method', 'params'],
  ['name', 'arguments', 'task'],
]

interface Open {
  /** Null in a list. */
  readonly keys: Set<string> | null
  /** Objects around it: 0 is the message, 1 its params. */
  readonly depth: number
  key: string
}

/**
 * What two parsers could read differently in a message (JSON text that parses): a key that stands twice in one object,
 * or a variant of a telling key in other letters. Null when there is nothing.
 */
export function ambiguity(text: string): string | null {
  const open: Open[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    const top = open.at(-1)
    if (char === '{' || char === '[') {
      const around = top === undefined ? 0 : top.depth + (top.keys === null ? 0 : 1)
      open.push({ keys: char === '{' ? new Set() : null, depth: around, key: '' })
    } else if (char === '}' || char === ']') open.pop()
    else if (char === '"') {
      const end = endOfString(text, at)
      if (top?.keys && isKey(text, end)) {
        const found = oddKey(text.slice(at, end), top, open.at(-2)?.key)
        if (found !== null) return found
      }
      at = end - 1
    }
  }
  return null
}

function oddKey(word: string, top: Open, around: string | undefined): string | null {
  const key = JSON.parse(word) as string
  if (top.keys?.has(key)) return `the key ${word.slice(0, 100)} stands twice in one object`
  top.keys?.add(key)
  top.key = key
  const deciding = top.depth === 0 || (top.depth === 1 && around === 'params')
  const meant = deciding ? variant(key, telling[top.depth] ?? []) : undefined
  return meant === undefined ? null : `the key ${word.slice(0, 100)} can be taken for "${meant}"`
}

/** Where the string that begins at `from` is over. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at > 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}

/**
 * The same JSON without what ends a line for some readers: a carriage return is white space in JSON, the others can only
 * stand in strings, where they have an escape.
 */
export function oneLine(text: string): string {
  if (!/[\r\u0085\u2028\u2029]/.test(text)) return text
  return text.replace(/[\r\u0085\u2028\u2029]/g, (char) =>
    char === '\r' ? ' ' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function isKey(text: string, from: number): boolean {
  let at = from
  while (' \t\r\n'.includes(text[at] ?? '-')) at++
  return text[at] === ':'
}

/** The telling key that `key` is in other letters. */
function variant(key: string, words: readonly string[]): string | undefined {
  if (words.includes(key)) return undefined
  const folded = key
    .toUpperCase()
    .toLowerCase()
    .replace(/\u212a/g, 'k')
  return words.find((word) => word === folded)
}

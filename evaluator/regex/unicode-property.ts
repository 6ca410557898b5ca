import { type CharSet, charSet, complement, union } from './charset.ts'
import { CATEGORIES, SCRIPTS } from './unicode.generated.ts'
import { decodeSet } from './unicode.ts'

const BLOCK = 0x1000
const PLANE = 0x10000
/** Where characters may have been assigned one by one; the planes between are uniform but for their last two code points. */
const SCANNED: readonly (readonly [number, number])[] = [
  [0, 0xdbff],
  [0xdc00, 0xffff],
  [0x10000, 0x3ffff],
  [0xe0000, 0xe0fff],
]
const UNIFORM: readonly (readonly [number, number])[] = [
  [0x40000, 0xdffff],
  [0xe1000, 0x10ffff],
]

/** The code points of a general category (`L`, `Lu`, `LC`, `Cn`, …) from the table kept here; null when there is none of that name. */
export function category(name: string): CharSet | null {
  if (name === 'LC') return union(...['Ll', 'Lt', 'Lu'].map((part) => category(part) ?? []))
  if (name === 'Cn') return complement(listed(CATEGORIES, () => true))
  if (!/^[CLMNPSZ][a-z]?$/.test(name)) return null
  if (name === 'C')
    return union(
      listed(CATEGORIES, (part) => part.startsWith('C')),
      category('Cn') ?? [],
    )
  const set = listed(CATEGORIES, (part) => part.startsWith(name))
  return set.length === 0 ? null : set
}

/** The code points of a script by its exact long name; null when there is none of that name. */
export function script(name: string): CharSet | null {
  const set = listed(SCRIPTS, (part) => part === name)
  return set.length === 0 ? null : set
}

function listed(table: string, wanted: (name: string) => boolean): CharSet {
  const sets = table.split(';').flatMap((entry) => {
    const space = entry.indexOf(' ')
    return wanted(entry.slice(0, space)) ? [decodeSet(entry.slice(space + 1))] : []
  })
  return union([], ...sets)
}

/** The code points of a JavaScript property expression such as `L` or `Script=Greek`; null when the host knows none of that name. */
export function unicodeProperty(expression: string): CharSet | null {
  if (!/^[A-Za-z0-9_=]+$/.test(expression)) return null
  let pattern: RegExp
  try {
    pattern = new RegExp(`\\p{${expression}}+`, 'gu')
  } catch {
    return null
  }
  const bounds: number[] = []
  for (const [from, to] of SCANNED) {
    for (let start = from; start <= to; start += BLOCK) scan(start, Math.min(start + BLOCK - 1, to), pattern, bounds)
  }
  for (const [from, to] of UNIFORM) {
    for (let start = from; start <= to; start = (start | (PLANE - 1)) + 1) {
      const last = start | (PLANE - 1)
      if (holds(pattern, start)) bounds.push(start, last - 2)
      for (const end of [last - 1, last]) if (holds(pattern, end)) bounds.push(end, end)
    }
  }
  return charSet(bounds)
}

function holds(pattern: RegExp, codePoint: number): boolean {
  pattern.lastIndex = 0
  return pattern.test(String.fromCodePoint(codePoint))
}

function scan(from: number, to: number, pattern: RegExp, bounds: number[]): void {
  const width = from > 0xffff ? 2 : 1
  const units = new Uint16Array((to - from + 1) * width)
  for (let c = from; c <= to; c++) {
    const at = (c - from) * width
    if (width === 1) units[at] = c
    else {
      units[at] = 0xd7c0 + (c >> 10)
      units[at + 1] = 0xdc00 | (c & 0x3ff)
    }
  }
  const text = String.fromCharCode(...units)
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    bounds.push(from + match.index / width, from + (match.index + match[0].length) / width - 1)
  }
}

/** The set of RE2's `\p{name}`: general categories and scripts by their exact names, with `Any`, `Ascii` and `Assigned`. */
export function re2Property(name: string): CharSet | null {
  if (name === 'Any') return [0, 0x10ffff]
  if (name === 'Ascii') return [0, 0x7f]
  if (name === 'Assigned') return complement(category('Cn') ?? [])
  return category(name === 'Lc' ? 'LC' : name) ?? script(name)
}

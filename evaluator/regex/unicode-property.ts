import { type CharSet, charSet, complement } from './charset.ts'

const BLOCK = 0x1000
const END = 0x110000

const CATEGORY = /^(?:C[cfnos]?|L[Clmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/

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
  for (let start = 0; start < END; start += BLOCK) {
    for (const [from, to] of start === 0xd000
      ? ([
          [0xd000, 0xdbff],
          [0xdc00, 0xdfff],
        ] as const)
      : ([[start, start + BLOCK - 1]] as const)) {
      let text = ''
      for (let c = from; c <= to; c++) text += String.fromCodePoint(c)
      for (const match of text.matchAll(pattern)) {
        const first = match[0].codePointAt(0) as number
        bounds.push(first, first + [...match[0]].length - 1)
      }
    }
  }
  return charSet(bounds)
}

/** The set of RE2's `\p{name}`: general categories and scripts by their exact names, with `Any`, `Ascii` and `Assigned`. */
export function re2Property(name: string): CharSet | null {
  if (name === 'Any') return [0, 0x10ffff]
  if (name === 'Ascii') return [0, 0x7f]
  if (name === 'Assigned') {
    const unassigned = unicodeProperty('Cn')
    return unassigned && complement(unassigned)
  }
  if (name === 'Lc') return unicodeProperty('LC')
  if (CATEGORY.test(name)) return unicodeProperty(name)
  return /^[A-Z]/.test(name) && name.length > 4 - Number(/^(?:Han|Lao|Nko|Vai|Yi)$/.test(name)) * 3
    ? unicodeProperty(`Script=${name}`)
    : null
}

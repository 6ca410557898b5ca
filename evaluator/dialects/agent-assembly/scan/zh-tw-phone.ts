import { digitOf } from './digits.ts'

/** Area codes without the leading 0, longest first, with the lengths of their local numbers. */
const areas: readonly (readonly [string, readonly number[]])[] = [
  ['826', [5]],
  ['836', [5]],
  ['37', [6]],
  ['49', [7]],
  ['82', [6]],
  ['89', [6]],
  ['2', [8]],
  ['3', [7]],
  ['4', [7, 8]],
  ['5', [7]],
  ['6', [7]],
  ['7', [7]],
  ['8', [7]],
]
const maxDigits = 9

/** A Taiwanese telephone number that begins at `start`: `0…`, `(0x)…` or `+886…`. */
export function phoneAt(
  text: string,
  start: number,
  isBoundary: (text: string, at: number) => boolean,
): { name: string; end: number } | null {
  const international = text.startsWith('+886', start)
  const body = international ? afterPrefix(text, start + 4) : afterTrunk(text, start)
  if (body === null) return null
  const { end, digits, separators } = readGrouped(text, body)
  if (!isBoundary(text, end)) return null
  if (digits.length === maxDigits && digits.startsWith('9')) return { name: 'mobile', end }
  if (!international && separators === 0) return null
  const known = areas.some(
    ([area, lengths]) => digits.startsWith(area) && lengths.includes(digits.length - area.length),
  )
  return known ? { name: 'landline', end } : null
}

function afterPrefix(text: string, at: number): number {
  const next = text[at] === '-' || text[at] === ' ' ? at + 1 : at
  return text[next] === '0' ? next + 1 : next
}

function afterTrunk(text: string, at: number): number | null {
  const next = text[at] === '(' ? at + 1 : at
  return digitOf(text.charCodeAt(next)) === 0 ? next + 1 : null
}

/** At most nine digits, with single `-`, blank or `)` between them. */
function readGrouped(text: string, start: number): { end: number; digits: string; separators: number } {
  let [end, digits, separators] = [start, '', 0]
  while (end < text.length) {
    const digit = digitOf(text.charCodeAt(end))
    if (digit !== -1) {
      if (digits.length === maxDigits) break
      digits += digit
    } else {
      const between = '- )'.includes(text[end] as string) && digits !== '' && digits.length < maxDigits
      if (!between || digitOf(text.charCodeAt(end + 1)) === -1) break
      separators++
    }
    end++
  }
  return { end, digits, separators }
}

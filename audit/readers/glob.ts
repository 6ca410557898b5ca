/** Whether `text` fits `pattern` as SQLite's GLOB has it: `*`, `?`, `[…]`, `[^…]`, case-sensitive. Time: their product. */
export function globMatches(pattern: string, text: string): boolean {
  const [parts, points] = [partsOf(pattern), [...text]]
  let [part, point, star, resume] = [0, 0, -1, 0]
  while (point < points.length) {
    const wanted = parts[part]
    if (wanted === '*') {
      star = part++
      resume = point
    } else if (wanted !== undefined && fits(wanted, points[point] as string)) {
      part++
      point++
    } else if (star >= 0) {
      part = star + 1
      point = ++resume
    } else return false
  }
  while (parts[part] === '*') part++
  return part === parts.length
}

/** One character that a class holds or does not hold. */
interface CharacterClass {
  readonly not: boolean
  readonly ranges: readonly (readonly [from: string, to: string])[]
}

type Part = '*' | '?' | { readonly literal: string } | CharacterClass

function partsOf(pattern: string): Part[] {
  const parts: Part[] = []
  const points = [...pattern]
  for (let at = 0; at < points.length; at++) {
    const point = points[at] as string
    if (point === '*' || point === '?') parts.push(point)
    else if (point !== '[') parts.push({ literal: point })
    else {
      const not = points[at + 1] === '^'
      const from = at + (not ? 2 : 1)
      const end = points.indexOf(']', from + 1)
      // An open class fits nothing.
      if (end === -1) return [...parts, { not: false, ranges: [] }]
      parts.push({ not, ranges: rangesOf(points.slice(from, end)) })
      at = end
    }
  }
  return parts
}

function rangesOf(points: readonly string[]): [string, string][] {
  const ranges: [string, string][] = []
  for (let at = 0; at < points.length; at++) {
    const from = points[at] as string
    const to = points[at + 1] === '-' ? points[at + 2] : undefined
    ranges.push([from, to ?? from])
    if (to !== undefined) at += 2
  }
  return ranges
}

function fits(part: Part, point: string): boolean {
  if (part === '?') return true
  if (part === '*') return false
  if ('literal' in part) return part.literal === point
  const code = point.codePointAt(0) as number
  const inside = part.ranges.some(
    ([from, to]) => code >= (from.codePointAt(0) as number) && code <= (to.codePointAt(0) as number),
  )
  return inside !== part.not
}

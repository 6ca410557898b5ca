import { costs } from './account.ts'
import type { Match, Search } from './linear.ts'
import type { Points, Subject } from './subject.ts'

/** What searches one text for one pattern. */
export interface Finder {
  find(search: Search): Match | null
  /** Nanoseconds that are left; below 0 it gave up, and its answers mean nothing. */
  left: number
  /** Whether there is a match at all, where that is known sooner than its place. */
  occurs?(): boolean
}

/** Makes the finder for a text, which may take so many nanoseconds. */
export type MakeFinder = (points: Points, fuel: number) => Finder

/** Python 3.7: after an empty match the next may begin at the same place if it is not empty. */
export function pythonMatches(matcher: Finder, { points }: Subject): Match[] {
  const out: Match[] = []
  let from = 0
  let advance = false
  while (from <= points.length) {
    const match = matcher.find({ from, advance })
    if (!match) break
    out.push(match)
    matcher.left -= costs.match
    from = match.end
    advance = match.start === match.end
  }
  return out
}

/** RE2 and Rust: an empty match that touches the match before it does not count. */
export function rustMatches(matcher: Finder, { points }: Subject): Match[] {
  const out: Match[] = []
  let from = 0
  let lastEnd = -1
  while (from <= points.length) {
    const match = matcher.find({ from })
    if (!match) break
    if (match.start === match.end && match.end === lastEnd) {
      from = match.end + 1
      continue
    }
    out.push(match)
    matcher.left -= costs.match
    lastEnd = match.end
    from = match.end
  }
  return out
}

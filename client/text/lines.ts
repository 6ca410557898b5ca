/** One line that two texts do not share; `line` counts from 1, in the text the line stands in. */
export interface ChangedLine {
  readonly sign: '-' | '+'
  readonly line: number
  readonly text: string
}

/** Above this many pairs of lines the middle is reported as replaced as a whole. */
const pairsToCompare = 250_000

/** The lines that differ, in reading order; line ends themselves are not compared. */
export function changedLines(before: string, after: string): ChangedLine[] {
  const old = before.split(/\r\n|\r|\n/)
  const fresh = after.split(/\r\n|\r|\n/)
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1
  let tail = 0
  const most = Math.min(old.length, fresh.length) - head
  while (tail < most && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1
  return compare(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail), head)
}

function compare(old: readonly string[], fresh: readonly string[], head: number): ChangedLine[] {
  const small = old.length * fresh.length <= pairsToCompare
  const common = small ? commonLengths(old, fresh) : () => 0
  const changes: ChangedLine[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < fresh.length) {
    if (small && i < old.length && j < fresh.length && old[i] === fresh[j]) {
      i += 1
      j += 1
    } else if (i < old.length && (j === fresh.length || common(i + 1, j) >= common(i, j + 1))) {
      changes.push({ sign: '-', line: head + i + 1, text: old[i] ?? '' })
      i += 1
    } else {
      changes.push({ sign: '+', line: head + j + 1, text: fresh[j] ?? '' })
      j += 1
    }
  }
  return changes
}

/** Length of the longest common subsequence of what follows `i` and `j`. */
function commonLengths(old: readonly string[], fresh: readonly string[]): (i: number, j: number) => number {
  const width = fresh.length + 1
  const table = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number) => table[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  return at
}

/** At most `limit` changed lines as a person reads them, with a last line that counts the rest. */
export function listChanges(changes: readonly ChangedLine[], limit: number): string[] {
  const shown = changes.slice(0, limit).map(({ sign, line, text }) => `${sign === '-' ? '−' : '+'} ${line}: ${text}`)
  const rest = changes.length - shown.length
  return rest > 0 ? [...shown, `… and ${rest} more`] : shown
}

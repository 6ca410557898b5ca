/** Whether every name that `narrow` matches is one that `wide` matches; `*` is any run, `?` one character. Errs towards false. */
export function globCovers(wide: string, narrow: string): boolean {
  const [pattern, name] = [[...wide], [...narrow]]
  let [p, n, star, mark] = [0, 0, -1, 0]
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++
      mark = n
    } else if (p < pattern.length && (pattern[p] === '?' ? name[n] !== '*' : pattern[p] === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Whether some name is matched by both globs. */
export function globsMeet(a: string, b: string): boolean {
  const [left, right] = [[...a], [...b]]
  let row = new Array<boolean>(right.length + 1).fill(false)
  for (let i = left.length; i >= 0; i--) {
    const next: boolean[] = new Array(right.length + 1).fill(false)
    for (let j = right.length; j >= 0; j--) next[j] = meets(left, right, i, j, row, next)
    row = next
  }
  return row[0] ?? false
}

/** Whether what follows position `i` of the one and `j` of the other can be the same text. */
function meets(
  left: readonly string[],
  right: readonly string[],
  i: number,
  j: number,
  below: readonly boolean[],
  row: readonly boolean[],
): boolean {
  const [l, r] = [left[i], right[j]]
  if (l === undefined && r === undefined) return true
  if (l === '*') return (below[j] ?? false) || (r !== undefined && (row[j + 1] ?? false))
  if (r === '*') return (row[j + 1] ?? false) || (l !== undefined && (below[j] ?? false))
  if (l === undefined || r === undefined) return false
  return (l === '?' || r === '?' || l === r) && (below[j + 1] ?? false)
}

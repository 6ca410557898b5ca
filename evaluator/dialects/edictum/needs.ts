import type { Expression, Leaf } from './model.ts'

/** What must stand in a text, at the selector, for a condition on it to come to anything but "no". */
export interface Need {
  readonly selector: string
  /** At least one of these must occur; none is empty. */
  readonly literals: readonly string[]
}

const maxLiterals = 64

/**
 * What a condition needs; null where nothing can be told. It holds for texts and for missing values only: on a value of
 * another type the condition must be asked, since a wrong type counts as firing.
 */
export function needOf(expression: Expression): Need | null {
  switch (expression.kind) {
    case 'leaf':
      return needOfLeaf(expression)
    case 'all':
      return expression.items[0] ? needOf(expression.items[0]) : null
    case 'any':
      return needOfAny(expression.items.map(needOf))
    case 'not':
      return null
  }
}

function needOfAny(needs: readonly (Need | null)[]): Need | null {
  const [first] = needs
  if (!first || !needs.every((need) => need?.selector === first.selector)) return null
  const literals = [...new Set(needs.flatMap((need) => need?.literals ?? []))]
  return literals.length > maxLiterals ? null : { selector: first.selector, literals }
}

function needOfLeaf({ selector, operator, operand, patterns }: Leaf): Need | null {
  if (typeof selector !== 'string') return null
  const literals = literalsOf(operator, operand as unknown, patterns)
  const usable = literals !== null && literals.length <= maxLiterals && !literals.includes('')
  return usable ? { selector, literals } : null
}

function literalsOf(operator: string, operand: unknown, patterns: Leaf['patterns']): readonly string[] | null {
  switch (operator) {
    case 'equals':
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return typeof operand === 'string' ? [operand] : null
    case 'in':
    case 'contains_any':
      return Array.isArray(operand) && operand.every((item) => typeof item === 'string') ? operand : null
    case 'matches':
    case 'matches_any': {
      const each = patterns.map(({ source }) => patternLiterals(source))
      return each.includes(null) ? null : (each as string[][]).flat()
    }
    default:
      return null
  }
}

/** One literal for each alternative of a Python pattern, which every match holds; null where none is plain to see. */
export function patternLiterals(source: string): string[] | null {
  if (/\(\?[a-zA-OQ-Z-]|[\ud800-\udfff]/.test(source)) return null
  const literals: string[] = []
  const run = { now: '', best: '' }
  let depth = 0
  for (let i = 0; i < source.length; i++) {
    const char = source[i] as string
    if (char === '[') {
      i = classEnd(source, i)
      if (depth === 0) endRun(run)
    } else if (char === '(' || char === ')') {
      depth += char === '(' ? 1 : -1
      endRun(run)
    } else if (char === '|' && depth === 0) literals.push(takeBest(run))
    else if (char === '\\') {
      i++
      if (depth > 0) continue
      const escaped = source[i] ?? 'a'
      if (/[^a-zA-Z0-9]/.test(escaped)) run.now += escaped
      else if ('sSdDwWbBAZ'.includes(escaped)) endRun(run)
      else return null
    } else if (depth > 0) continue
    else if (char === '*' || char === '?' || char === '{') {
      run.now = run.now.slice(0, -1)
      endRun(run)
      if (char === '{') i += (/^\{\d*,?\d*\}/.exec(source.slice(i, i + 24))?.[0].length ?? 1) - 1
    } else if ('.^$+'.includes(char)) endRun(run)
    else run.now += char
  }
  literals.push(takeBest(run))
  return literals.includes('') ? null : literals
}

function endRun(run: { now: string; best: string }): void {
  if (run.now.length > run.best.length) run.best = run.now
  run.now = ''
}

function takeBest(run: { now: string; best: string }): string {
  endRun(run)
  const { best } = run
  run.best = ''
  return best
}

/** The place of the `]` that ends a character class begun at `from`. */
function classEnd(source: string, from: number): number {
  let at = from + 1
  if (source[at] === '^') at++
  if (source[at] === ']') at++
  for (; at < source.length && source[at] !== ']'; at++) if (source[at] === '\\') at++
  return at
}

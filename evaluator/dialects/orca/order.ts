import type { Integer, OrcaRule } from './model.ts'

/** The order in which rules are looked at: lower priority first, then lower id, rules without one last, then as written. */
export function inRunOrder(rules: readonly OrcaRule[]): readonly OrcaRule[] {
  return [...rules].sort((a, b) => compare(a.priority, b.priority) || compareIds(a.id, b.id) || a.position - b.position)
}

function compareIds(a: Integer | null, b: Integer | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return compare(a, b)
}

function compare(a: Integer, b: Integer): number {
  return a < b ? -1 : Number(a > b)
}

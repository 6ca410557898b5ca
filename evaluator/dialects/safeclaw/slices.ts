import type { Slices } from '../../dialect.ts'
import type { Problem } from '../../problem.ts'
import type { PolicyText } from '../../text.ts'
import { coreYaml } from '../../yaml/core.ts'
import { readYaml } from '../../yaml/read.ts'
import { NameCounts } from '../../yaml/split-names.ts'
import type { SlicedYaml } from '../../yaml/split-read.ts'
import { shiftProblem, shiftRange } from '../../yaml/split-shift.ts'
import type { Slice } from '../../yaml/split-slice.ts'
import { Findings } from './findings.ts'
import { addHints } from './hints.ts'
import { firstReason, loadRead, type ReadRules } from './load.ts'
import type { SafeclawModel, SafeclawRule } from './model.ts'
import { namesTaken, type ReadRule, readRule } from './rules.ts'

/** Rules are read one by one; indentation bounds what a broken one can spoil. */
export const slices: Slices<SafeclawModel> = {
  keys: ['rules'],
  read: (text) => readYaml(text, coreYaml),
  broken: 'alone',
  loader: () => {
    const loader = new Loader()
    return (document, sliced) => loader.load(document, sliced)
  },
}

/** One rule as it was read from its slice, ranges counted from the slice's beginning, and where it was last put. */
interface ReadSlice extends ReadRule {
  readonly problems: readonly Problem[]
  readonly hints: readonly Problem[]
  placed: { readonly start: number; readonly rule: SafeclawRule } | null
}

class Loader {
  private readonly names = new NameCounts<ReadSlice>()

  load(document: PolicyText, sliced: SlicedYaml): SafeclawModel {
    return loadRead(document, [], sliced, (found) => this.rules(found, sliced))
  }

  private rules(found: Findings, { slices, starts, text }: SlicedYaml): ReadRules {
    const read = slices.map((slice, index) => readSlice(slice, text, starts[index] as number))
    addShifted(found, read, starts, ({ problems }) => problems)
    const placeOf = ({ range }: { readonly range: SafeclawRule['range'] }, index: number) =>
      shiftRange(range, starts[index] ?? 0)
    const taken = this.names.anyTwice(read) ? namesTaken(found, read, placeOf) : nobody
    addShifted(found, read, starts, ({ hints }, index) => (taken.has(index) ? [] : hints))
    return { rules: () => placedRules(read, starts, taken), cannotReproduce: firstReason(read) }
  }
}

const nobody: ReadonlySet<number> = new Set()

function readSlice(slice: Slice, text: string, start: number): ReadSlice {
  const known = slice.memo.loaded as ReadSlice | undefined
  if (known) return known
  const found = new Findings(text.slice(start, start + slice.length))
  const nothing: ReadRule = { name: null, rule: null, cannotReproduce: null }
  const rule = slice.item ? readRule(found, slice.item) : nothing
  const hints = new Findings(found.text)
  if (rule.rule) addHints(hints, [rule.rule])
  const read: ReadSlice = { ...rule, problems: found.problems, hints: hints.problems, placed: null }
  slice.memo.loaded = read
  return read
}

function addShifted(
  found: Findings,
  read: readonly ReadSlice[],
  starts: readonly number[],
  of: (one: ReadSlice, index: number) => readonly Problem[],
): void {
  for (let index = 0; index < read.length; index++) {
    for (const problem of of(read[index] as ReadSlice, index)) {
      found.problems.push(shiftProblem(problem, starts[index] as number))
    }
  }
}

function placedRules(
  read: readonly ReadSlice[],
  starts: readonly number[],
  taken: ReadonlySet<number>,
): readonly SafeclawRule[] {
  return read.flatMap((one, index) => {
    if (one.rule === null || taken.has(index)) return []
    const start = starts[index] as number
    if (one.placed?.start !== start) one.placed = { start, rule: placed(one.rule, start) }
    return [one.placed.rule]
  })
}

function placed(rule: SafeclawRule, start: number): SafeclawRule {
  return {
    ...rule,
    range: shiftRange(rule.range, start),
    nameRange: shiftRange(rule.nameRange, start),
    actionRange: shiftRange(rule.actionRange, start),
    conditions: rule.conditions.map((condition) => ({
      ...condition,
      range: shiftRange(condition.range, start),
      valueRange: shiftRange(condition.valueRange, start),
    })),
  }
}

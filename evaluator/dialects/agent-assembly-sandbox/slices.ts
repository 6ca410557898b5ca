import type { Slices } from '../../dialect.ts'
import type { Problem } from '../../problem.ts'
import type { PolicyText, Range } from '../../text.ts'
import { coreYaml } from '../../yaml/core.ts'
import { readYaml } from '../../yaml/read.ts'
import { NameCounts } from '../../yaml/split-names.ts'
import type { SlicedYaml } from '../../yaml/split-read.ts'
import { SliceResults } from '../../yaml/split-results.ts'
import { shiftProblem, shiftRange } from '../../yaml/split-shift.ts'
import type { Slice } from '../../yaml/split-slice.ts'
import { loadRead } from './load.ts'
import type { Action, KeptRule, SandboxModel, SandboxRule, Sourced } from './model.ts'
import { Findings } from './problems.ts'
import { checkNames, nameOf, readRule } from './rules.ts'
import { labelOfNamelessRule } from './settled.ts'

/** Rules are read one by one; indentation bounds what a broken one can spoil. */
export const slices: Slices<SandboxModel> = {
  keys: ['rules'],
  read: (text) => readYaml(text, coreYaml),
  broken: 'alone',
  loader: () => {
    const loader = new Loader()
    return (document, sliced) => loader.load(document, sliced)
  },
}

/** One rule as it was read from its slice, ranges counted from the slice's beginning, and where it was last put. */
interface ReadSlice {
  readonly index: number
  /** Whether its label names its index. */
  readonly countsOn: boolean
  readonly rule: SandboxRule | null
  readonly name: Sourced<string> | null
  readonly problems: readonly Problem[]
  readonly kept: KeptRule
  placed: PlacedRule | null
}

class Loader {
  private readonly names = new NameCounts<ReadSlice>()
  private readonly items = new SliceResults<ReadSlice>(({ problems, countsOn }) => countsOn || problems.length > 0)
  private first = 0

  load(document: PolicyText, sliced: SlicedYaml): SandboxModel {
    return loadRead(document, [], sliced, (found) => this.rules(found, sliced))
  }

  private rules(found: Findings, sliced: SlicedYaml): () => readonly SandboxRule[] {
    const { slices, starts, text, first } = sliced
    const { items } = this
    const moves = slices.length !== items.results.length
    const isNameless = moves && items.telling.some((index) => items.results[index]?.countsOn)
    const make = (slice: Slice, index: number) => this.read(slice, first + index, text, starts[index] as number)
    items.update(sliced, make, isNameless || first !== this.first)
    this.first = first
    const read = items.results
    if (this.names.anyTwice(read, items.shared)) {
      const names = read.map(({ name }) => name)
      checkNames(found, names, (name, index) => shiftRange(name.range, starts[index] ?? 0))
    }
    for (const index of items.telling) {
      const { problems } = read[index] as ReadSlice
      for (const problem of problems) found.problems.push(shiftProblem(problem, starts[index] as number))
    }
    return () => placedRules(read, starts)
  }

  /** A rule without a name is called by its index: then it is read again when it moves. */
  private read(slice: Slice, index: number, text: string, start: number): ReadSlice {
    const known = slice.memo.loaded as ReadSlice | undefined
    if (known && (known.index === index || !known.countsOn)) return known
    const found = new Findings(text.slice(start, start + slice.length))
    const rule = slice.item && readRule(found, slice.item, index)
    const name = slice.item && nameOf(slice.item)
    const countsOn = rule?.label === labelOfNamelessRule(index)
    const read = { index, countsOn, rule, name, problems: found.problems, kept: {}, placed: null }
    slice.memo.loaded = read
    return read
  }
}

function placedRules(read: readonly ReadSlice[], starts: readonly number[]): readonly SandboxRule[] {
  const rules: SandboxRule[] = []
  for (let index = 0; index < read.length; index++) {
    const one = read[index] as ReadSlice
    const start = starts[index] as number
    if (one.rule === null) continue
    if (one.placed?.by !== start) one.placed = new PlacedRule(one.rule, one.kept, start)
    rules.push(one.placed)
  }
  return rules
}

/** A rule at its place in the document. */
class PlacedRule implements SandboxRule {
  readonly label: string
  readonly action: Action
  readonly reason: string
  readonly kept: KeptRule
  private readonly rule: SandboxRule
  readonly by: number

  constructor(rule: SandboxRule, kept: KeptRule, by: number) {
    this.kept = kept
    this.label = rule.label
    this.action = rule.action
    this.reason = rule.reason
    this.rule = rule
    this.by = by
  }

  get range(): Range {
    return shiftRange(this.rule.range, this.by)
  }

  get nameRange(): Range {
    return shiftRange(this.rule.nameRange, this.by)
  }

  get toolNames(): SandboxRule['toolNames'] {
    return this.rule.toolNames?.map((name) => this.place(name)) ?? null
  }

  get command(): SandboxRule['command'] {
    return this.rule.command && this.place(this.rule.command)
  }

  get output(): SandboxRule['output'] {
    return this.rule.output && this.place(this.rule.output)
  }

  private place<T>({ value, range }: Sourced<T>): Sourced<T> {
    return { value, range: shiftRange(range, this.by) }
  }
}

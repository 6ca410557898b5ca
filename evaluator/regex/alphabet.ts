import { has, type Membership } from './program.ts'

/** What telling apart a character costs, in steps for each set that is asked. */
const setsEachStep = 8

/**
 * The characters that a program's sets tell apart: all that stand in the same of them are one letter, so that what is
 * kept for one counts for the others.
 */
export class Alphabet {
  /** The letter of each character that was asked for, and -1; further characters are `others`. */
  letters = new Int16Array(128).fill(-1)
  /** The steps that telling characters apart has taken. */
  spent = 0
  private readonly sets: readonly Membership[]
  private readonly bySets = new Map<string, number>()
  private readonly others = new Map<number, number>()

  constructor(sets: readonly Membership[]) {
    this.sets = sets
  }

  /** The letter that a code point is: a small number. */
  letterOf(point: number): number {
    const known = point < this.letters.length ? (this.letters[point] as number) : (this.others.get(point) ?? -1)
    return known >= 0 ? known : this.told(point)
  }

  private told(point: number): number {
    this.spent += 1 + Math.ceil(this.sets.length / setsEachStep)
    let holding = ''
    for (const set of this.sets) holding += has(set, point) ? '1' : '0'
    const letter = this.bySets.get(holding) ?? this.bySets.size
    this.bySets.set(holding, letter)
    if (point >= this.letters.length && point <= 0xffff) this.widen()
    if (point < this.letters.length) this.letters[point] = letter
    else this.others.set(point, letter)
    return letter
  }

  private widen(): void {
    const wide = new Int16Array(0x10000).fill(-1)
    wide.set(this.letters)
    this.letters = wide
  }
}

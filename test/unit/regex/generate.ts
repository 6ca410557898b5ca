/** A small deterministic generator of patterns and texts, so that a failing case can be had again by its seed. */
export class Generator {
  private state: number
  private readonly atoms: readonly string[]
  private readonly opens: readonly string[]
  private readonly characters: readonly string[]

  constructor(seed: number, atoms: readonly string[], opens: readonly string[], characters: readonly string[]) {
    this.state = seed
    this.atoms = atoms
    this.opens = opens
    this.characters = characters
  }

  pattern(depth = 3): string {
    return this.many([1, 1, 1, 2, 3], () => this.sequence(depth)).join('|')
  }

  text(): string {
    return this.many([0, 1, 2, 3, 4, 6], () => this.pick(this.characters)).join('')
  }

  private sequence(depth: number): string {
    return this.many([0, 1, 1, 2, 2, 3], () => this.repeated(depth)).join('')
  }

  private repeated(depth: number): string {
    const atom =
      depth <= 0 || this.chance(0.6) ? this.pick(this.atoms) : `${this.pick(this.opens)}${this.pattern(depth - 1)})`
    if (!this.chance(0.35)) return atom
    return (
      atom +
      this.pick(['*', '+', '?', '{2}', '{1,2}', '{0,2}', '{2,}', '{0}', '{01}', '{2,1}']) +
      (this.chance(0.3) ? '?' : '')
    )
  }

  private many<T>(counts: readonly number[], make: () => T): T[] {
    return Array.from({ length: this.pick(counts) }, make)
  }

  private chance(of: number): boolean {
    return this.next() < of
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)] as T
  }

  private next(): number {
    this.state = (this.state * 1103515245 + 12345) & 0x7fffffff
    return this.state / 0x80000000
  }
}

import type { Node } from './ast.ts'
import { textOf } from './literal.ts'

const mostLiterals = 64

/** Texts of which at least one stands in whatever the pattern matches, none of them empty; null when none is plain to see. */
export function requiredLiterals(node: Node): readonly string[] | null {
  const reader = new Reader()
  reader.read(node)
  return reader.result()
}

/** Reads a pattern left to right and keeps the longest text that every match must hold. */
class Reader {
  private run = ''
  private best: readonly string[] | null = null

  result(): readonly string[] | null {
    this.endRun()
    return this.best
  }

  read(node: Node): void {
    const text = textOf(node)
    if (text !== null) {
      this.run += text
      return
    }
    switch (node.kind) {
      case 'place':
      case 'look':
        return
      case 'sequence':
        for (const item of node.items) this.read(item)
        return
      case 'group':
      case 'atomic':
        this.read(node.body)
        return
      case 'repeat':
        if (node.min === 0) this.endRun()
        else this.readRepeat(node.body)
        return
      case 'alternation':
        this.endRun()
        this.offer(eachOf(node.items))
        return
      default:
        this.endRun()
    }
  }

  /** The first round follows what stands before, the last goes before what stands behind. */
  private readRepeat(body: Node): void {
    const text = textOf(body)
    if (text !== null) this.run += text
    this.endRun()
    if (text === null) this.offer(requiredLiterals(body))
    else this.run = text
  }

  private endRun(): void {
    if (this.run !== '') this.offer([this.run])
    this.run = ''
  }

  private offer(literals: readonly string[] | null): void {
    if (literals === null || literals.length > mostLiterals) return
    const [ours, theirs] = [shortest(literals), this.best === null ? 0 : shortest(this.best)]
    if (ours > theirs || (ours === theirs && literals.length < (this.best?.length ?? 0))) this.best = literals
  }
}

function eachOf(items: readonly Node[]): readonly string[] | null {
  const all: string[] = []
  for (const item of items) {
    const literals = requiredLiterals(item)
    if (literals === null) return null
    all.push(...literals)
  }
  return all
}

function shortest(literals: readonly string[]): number {
  return Math.min(...literals.map(({ length }) => length))
}

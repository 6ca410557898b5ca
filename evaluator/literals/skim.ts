/** Shorter parts would have nearly every character looked at: then whatever reads all of them is as fast. */
export const shortestPart = 4
const codes = 128

/**
 * Tells of most texts that none of some parts occurs in them, whatever the case of letters, by a look at every few
 * characters (Wu and Manber's way): a pair of neighbours says how far ahead the next part can end at the soonest.
 */
export class Skim {
  /** Of each part so many characters are looked for: as many as the shortest has. */
  private readonly width: number
  /** First character times 128 plus second → by how much to go on; 0 where a part may end. */
  private readonly steps: Uint8Array

  private constructor(width: number, steps: Uint8Array) {
    this.width = width
    this.steps = steps
  }

  /** For parts of ASCII in small letters; null where there is none, or one is too short for this to pay. */
  static build(parts: readonly string[]): Skim | null {
    const shortest = parts.reduce((least, { length }) => Math.min(least, length), 0xff)
    if (parts.length === 0 || shortest < shortestPart) return null
    const steps = new Uint8Array(codes * codes).fill(shortest - 1)
    for (const part of parts) lookOut(steps, part.slice(-shortest))
    return new Skim(shortest, steps)
  }

  /** False only where no part occurs in a text. What is not ASCII may be anything. */
  mayHold(text: string): boolean {
    const { steps, width } = this
    for (let at = width - 1; at < text.length; ) {
      const [first, second] = [text.charCodeAt(at - 1), text.charCodeAt(at)]
      if ((first | second) >= codes) return true
      const step = steps[first * codes + second] as number
      if (step === 0) return true
      at += step
    }
    return false
  }
}

function lookOut(steps: Uint8Array, part: string): void {
  for (let at = 1; at < part.length; at++) {
    for (const first of cases(part.charAt(at - 1))) {
      for (const second of cases(part.charAt(at))) {
        const pair = first * codes + second
        steps[pair] = Math.min(steps[pair] as number, part.length - 1 - at)
      }
    }
  }
}

function cases(character: string): readonly number[] {
  return [character.charCodeAt(0), character.toUpperCase().charCodeAt(0)]
}

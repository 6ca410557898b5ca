/** A piece of a stream that is cut at line feeds. */
export interface Piece {
  /** With its line feed, except at the end of the stream. */
  readonly bytes: Buffer
  /** False for a piece of a line that is too long to be held; the last piece of it ends in a line feed. */
  readonly whole: boolean
}

/** Cuts a stream into lines whatever its chunks are; the pieces together are the stream. */
export class Lines {
  private held: Buffer[] = []
  private size = 0
  private overlong = false
  private readonly longest: number

  /** `longest` is the length in bytes beyond which a line is handed out in pieces. */
  constructor(longest: number) {
    this.longest = longest
  }

  /** The pieces that `chunk` completes. */
  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = []
    let from = 0
    for (;;) {
      const at = chunk.indexOf(10, from)
      if (at < 0) break
      this.hold(chunk.subarray(from, at + 1))
      pieces.push(this.take(!this.overlong))
      this.overlong = false
      from = at + 1
    }
    this.hold(chunk.subarray(from))
    if (this.size > this.longest) {
      this.overlong = true
      pieces.push(this.take(false))
    }
    return pieces
  }

  /** What stands after the last line feed when the stream ends. */
  end(): Piece[] {
    return this.size === 0 ? [] : [this.take(!this.overlong)]
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.held.push(bytes)
    this.size += bytes.length
  }

  private take(whole: boolean): Piece {
    const bytes = this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held)
    this.held = []
    this.size = 0
    return { bytes, whole }
  }
}

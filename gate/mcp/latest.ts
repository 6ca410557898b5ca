/** Keeps what was put in last, at most `most` of it: what is never asked for again leaves instead of piling up. */
export class Latest<Value> {
  private readonly kept = new Map<string, Value>()
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  get size(): number {
    return this.kept.size
  }

  get(key: string): Value | undefined {
    return this.kept.get(key)
  }

  set(key: string, value: Value): void {
    this.kept.delete(key)
    this.kept.set(key, value)
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.most) break
      this.kept.delete(oldest)
    }
  }

  /** The value, which is kept no longer. */
  take(key: string): Value | undefined {
    const value = this.kept.get(key)
    this.kept.delete(key)
    return value
  }
}

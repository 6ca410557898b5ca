import { type StatsListener, unwatchFile, watchFile } from 'node:fs'

/** How often files are looked at, in ms. */
const interval = 1_000

/**
 * Looks at the files that open documents call for, those that are not there yet included. By the clock, since not every
 * editor tells of files and not every disk of changes.
 */
export class ParentWatch {
  private readonly byDocument = new Map<string, readonly string[]>()
  private readonly listeners = new Map<string, StatsListener>()
  /** Hears of every document one of whose files has become another one. */
  readonly changed: (uri: string) => void

  constructor(changed: (uri: string) => void) {
    this.changed = changed
  }

  /** A document calls for just these files now; none when it is closed. */
  follow(uri: string, paths: readonly string[]): void {
    const before = this.byDocument.get(uri) ?? []
    if (paths.length === 0) this.byDocument.delete(uri)
    else this.byDocument.set(uri, paths)
    for (const path of paths) this.watch(path)
    for (const path of before) this.unwatch(path)
  }

  /** The documents that call for a file. */
  followersOf(path: string): readonly string[] {
    return [...this.byDocument].flatMap(([uri, paths]) => (paths.includes(path) ? [uri] : []))
  }

  stop(): void {
    for (const uri of [...this.byDocument.keys()]) this.follow(uri, [])
  }

  private watch(path: string): void {
    if (this.listeners.has(path)) return
    const listener = () => {
      for (const uri of this.followersOf(path)) this.changed(uri)
    }
    this.listeners.set(path, listener)
    watchFile(path, { interval, persistent: false }, listener)
  }

  private unwatch(path: string): void {
    const listener = this.listeners.get(path)
    if (listener === undefined || this.followersOf(path).length > 0) return
    this.listeners.delete(path)
    unwatchFile(path, listener)
  }
}

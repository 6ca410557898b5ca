import type { TextDocuments } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Documents, OpenDocument } from './documents.ts'

/** What is read of a long document first: more items than any window shows. */
const screenful = 80
/** How long others wait while a part is read; milliseconds. */
const turnLength = 8
/** A text of which fewer characters are unread is read at once: some 10 ms. */
const short = 50_000

interface Reading {
  readonly whole: Promise<void>
  readonly first: Promise<OpenDocument | null>
}

/** Reads long documents a part at a time, so that edits and requests are answered in between. */
export class LongReads {
  /** Called with each part; the first is a screenful. */
  seen: (part: OpenDocument) => void = () => {}
  private readonly running = new Map<string, Reading>()
  private readonly documents: Documents
  private readonly texts: TextDocuments<TextDocument>

  constructor(documents: Documents, texts: TextDocuments<TextDocument>) {
    this.documents = documents
    this.texts = texts
  }

  /** Resolves once the newest version of a document can be had at once; null where it can be now. */
  settled(uri: string): Promise<void> | null {
    const running = this.running.get(uri)
    if (running !== undefined) return running.whole
    const text = this.texts.get(uri)
    if (text === undefined || text.getText().length < short || this.documents.unread(text) < short) return null
    const { promise: first, resolve } = Promise.withResolvers<OpenDocument | null>()
    const whole = this.read(uri, resolve).finally(() => {
      resolve(null)
      this.running.delete(uri)
    })
    this.running.set(uri, { whole, first })
    return whole
  }

  /** The first part of a document that is being read; null where none is, or it has to be read whole. */
  async firstPart(uri: string): Promise<OpenDocument | null> {
    return (await this.running.get(uri)?.first) ?? null
  }

  /** Resolves once nothing is being read. */
  async allSettled(): Promise<void> {
    while (this.running.size > 0) await Promise.all([...this.running.values()].map(({ whole }) => whole))
  }

  private async read(uri: string, first: (part: OpenDocument) => void): Promise<void> {
    let text: TextDocument | undefined
    let next = 0
    for (;;) {
      const newest = this.texts.get(uri)
      if (newest !== text) next = 0
      text = newest
      const part = text && this.documents.part(text, next, next === 0 ? isScreenful : turn())
      if (!part) return
      first(part.document)
      this.seen(part.document)
      next = part.next
      await othersTurn()
    }
  }
}

function isScreenful(items: number): boolean {
  return items >= screenful
}

function turn(): () => boolean {
  const until = performance.now() + turnLength
  return () => performance.now() >= until
}

/** Resolves when what came in meanwhile has been looked at. */
export function othersTurn(): Promise<void> {
  return new Promise((go) => setImmediate(go))
}

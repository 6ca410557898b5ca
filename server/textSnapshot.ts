import type { Position, Range, TextDocument, TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument'

/** One version of an editor's text. Never changed: an edit makes the next one, whose lines are found from this one's. */
export class TextSnapshot implements TextDocument {
  readonly uri: string
  readonly languageId: string
  readonly version: number
  private readonly content: string
  private starts: Uint32Array | null

  constructor(uri: string, languageId: string, version: number, content: string, starts: Uint32Array | null = null) {
    this.uri = uri
    this.languageId = languageId
    this.version = version
    this.content = content
    this.starts = starts
  }

  get lineCount(): number {
    return this.lineStarts().length
  }

  getText(range?: Range): string {
    return range ? this.content.slice(this.offsetAt(range.start), this.offsetAt(range.end)) : this.content
  }

  positionAt(offset: number): Position {
    const starts = this.lineStarts()
    const at = Math.max(0, Math.min(offset, this.content.length))
    const line = lineOf(starts, at)
    const start = starts[line] ?? 0
    return { line, character: this.beforeBreak(at, start) - start }
  }

  offsetAt({ line, character }: Position): number {
    const starts = this.lineStarts()
    if (line >= starts.length) return this.content.length
    const start = starts[line] ?? 0
    if (line < 0 || character <= 0) return line < 0 ? 0 : start
    return this.beforeBreak(Math.min(start + character, starts[line + 1] ?? this.content.length), start)
  }

  getLineRange(line: number): Range {
    const last = this.lineCount - 1
    if (line < 0) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    if (line > last) return { start: { line: last, character: 0 }, end: this.positionAt(this.content.length) }
    const start = this.lineStarts()[line] ?? 0
    return {
      start: { line, character: 0 },
      end: { line, character: this.beforeBreak(this.lineEnd(line), start) - start },
    }
  }

  getEOLCharacters(line: number): string {
    if (line < 0 || line >= this.lineCount) return ''
    const end = this.lineEnd(line)
    return this.content.slice(this.beforeBreak(end, this.lineStarts()[line] ?? 0), end)
  }

  private lineEnd(line: number): number {
    return this.lineStarts()[line + 1] ?? this.content.length
  }

  /** The text after `changes`, each of them on what the ones before it made. */
  after(changes: readonly TextDocumentContentChangeEvent[], version: number): TextSnapshot {
    let text: TextSnapshot = this
    for (const change of changes) {
      text = 'range' in change ? text.replaced(change.range, change.text, version) : text.became(change.text, version)
    }
    return text === this ? new TextSnapshot(this.uri, this.languageId, version, this.content, this.starts) : text
  }

  private became(content: string, version: number): TextSnapshot {
    return new TextSnapshot(this.uri, this.languageId, version, content)
  }

  private replaced(range: Range, inserted: string, version: number): TextSnapshot {
    const [one, other] = [this.offsetAt(range.start), this.offsetAt(range.end)]
    const [start, end] = [Math.min(one, other), Math.max(one, other)]
    const content = this.content.slice(0, start) + inserted + this.content.slice(end)
    const before = this.lineStarts()
    // A line more at both ends: a carriage return and a line feed may have come together there.
    const first = Math.max(0, lineOf(before, start) - 1)
    const next = lineOf(before, end) + 2
    const shift = content.length - this.content.length
    const until = next < before.length ? (before[next] ?? 0) + shift : content.length
    const between = lineStartsOf(content, before[first] ?? 0, until)
    if (next < before.length && between.at(-1) === until) between.pop()
    const behind = before.subarray(Math.min(next, before.length))
    const starts = new Uint32Array(first + between.length + behind.length)
    starts.set(before.subarray(0, first))
    starts.set(between, first)
    for (let index = 0, at = first + between.length; index < behind.length; index++, at++) {
      starts[at] = (behind[index] as number) + shift
    }
    return new TextSnapshot(this.uri, this.languageId, version, content, starts)
  }

  private lineStarts(): Uint32Array {
    this.starts ??= Uint32Array.from(lineStartsOf(this.content, 0, this.content.length))
    return this.starts
  }

  private beforeBreak(offset: number, lineStart: number): number {
    let at = offset
    while (at > lineStart && isBreak(this.content.charCodeAt(at - 1))) at--
    return at
  }
}

/** What `TextDocuments` needs to keep its texts as snapshots. */
export const textSnapshots = {
  create: (uri: string, languageId: string, version: number, content: string) =>
    new TextSnapshot(uri, languageId, version, content),
  update: (text: TextSnapshot, changes: TextDocumentContentChangeEvent[], version: number) =>
    text.after(changes, version),
}

/** `from`, and where each line begins behind it, up to and including `until`. */
function lineStartsOf(text: string, from: number, until: number): number[] {
  const starts = [from]
  if (!text.slice(from, until + 1).includes('\r')) {
    for (let at = text.indexOf('\n', from); at >= 0 && at < until; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    return starts
  }
  for (let at = from; at < until; at++) {
    const code = text.charCodeAt(at)
    if (!isBreak(code)) continue
    if (code === 0x0d && text.charCodeAt(at + 1) === 0x0a) at++
    starts.push(at + 1)
  }
  return starts
}

function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d
}

/** The line that holds `offset`. */
function lineOf(starts: Uint32Array, offset: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) > offset) high = middle
    else low = middle + 1
  }
  return Math.max(0, low - 1)
}

import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { jsonText } from '../audit/json-text.ts'
import { parseJson } from '../evaluator/json/parse.ts'
import { isObject, type Json } from '../evaluator/json/values.ts'

/** One line of a journal. */
export interface JournalLine {
  readonly place: string
  /** Of a line that takes a place: the tool, for when its result never comes. */
  readonly tool?: string
  /** Of a line that says what stands after the call in that place. */
  readonly counters?: Json
}

/** A call's place in the order, and what is known of those before it. */
export interface Before {
  /** The latest result that is known before the place; null where there is none. */
  readonly counters: Json
  /** The tools of the calls after that one whose results are not known. */
  readonly open: readonly string[]
}

/**
 * The journal in `file`, of one session and policy. It remembers how far it has read, so that a process that lives on
 * reads only what is new.
 */
export class Journal {
  private readonly file: string
  private read = 0
  private readonly order: { readonly place: string; readonly tool: string }[] = []
  private readonly ranks = new Map<string, number>()
  /** Place → the line that says what stands after it, which is read when somebody asks. */
  private readonly results = new Map<string, string>()

  constructor(file: string) {
    this.file = file
  }

  /** Appends a line; a half line that a killed writer left before it spoils nothing. Throws what writing throws. */
  append(line: JournalLine): void {
    appendFileSync(this.file, `\n${jsonText(line as unknown as Json)}\n`, { mode: 0o600 })
  }

  /** True when a call took that place. */
  knows(place: string): boolean {
    this.refresh()
    return this.ranks.has(place)
  }

  /** What is known before `place`, now. */
  before(place: string): Before {
    this.refresh()
    const rank = this.ranks.get(place) ?? this.order.length
    const open: string[] = []
    for (let at = rank - 1; at >= 0; at--) {
      const { place: earlier, tool } = this.order[at] as (typeof this.order)[number]
      const counters = countersIn(this.results.get(earlier))
      if (counters !== undefined) return { counters, open: open.reverse() }
      open.push(tool)
    }
    return { counters: null, open: open.reverse() }
  }

  private refresh(): void {
    const bytes = this.unread()
    // Counted in bytes: half a letter that a killed writer left is read as another number of them.
    const end = bytes.lastIndexOf(0x0a) + 1
    this.read += end
    for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line !== '') this.take(line)
  }

  /** What was written since the last look; everything again where the file was taken away and begun anew. */
  private unread(): Buffer {
    let fd: number | undefined
    try {
      fd = openSync(this.file, 'r')
      const { size } = fstatSync(fd)
      if (size < this.read) this.forget()
      const bytes = Buffer.alloc(size - this.read)
      return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, this.read))
    } catch {
      this.forget()
      return Buffer.alloc(0)
    } finally {
      if (fd !== undefined) closeSync(fd)
    }
  }

  private forget(): void {
    this.read = 0
    this.order.length = 0
    this.ranks.clear()
    this.results.clear()
  }

  private take(text: string): void {
    const line = lineOf(text)
    if (line === null) return
    const { place, tool, counters } = line
    if (tool !== undefined && !this.ranks.has(place)) this.ranks.set(place, this.order.push({ place, tool }) - 1)
    if (counters !== undefined) this.results.set(place, text)
  }
}

/** Null for half a line and for what no gate wrote. Numbers in its counters may have lost digits: `countersIn` reads them. */
function lineOf(text: string): JournalLine | null {
  try {
    const value = JSON.parse(text) as JournalLine | null
    return typeof value?.place === 'string' ? value : null
  } catch {
    return null
  }
}

function countersIn(line: string | undefined): Json | undefined {
  if (line === undefined) return undefined
  try {
    const value = parseJson(line)
    return isObject(value) ? value.counters : undefined
  } catch {
    return undefined
  }
}

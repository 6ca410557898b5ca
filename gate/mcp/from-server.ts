import type { LiveGate } from '../live/gate.ts'
import { ambiguity } from './ambiguity.ts'
import { lineOf } from './answer.ts'
import type { Calls } from './calls.ts'
import type { Piece } from './lines.ts'
import { readLine } from './message.ts'

/** What becomes of each line of the server: it goes to the client as it is, unless a policy sanitises a result in it. */
export class FromServer {
  private readonly gate: LiveGate
  private readonly calls: Calls
  private readonly toClient: (bytes: Buffer) => void
  private tooLong = false

  constructor(gate: LiveGate, calls: Calls, toClient: (bytes: Buffer) => void) {
    this.gate = gate
    this.calls = calls
    this.toClient = toClient
  }

  take({ bytes, whole }: Piece): void {
    if (whole) this.toClient(this.calls.idle ? bytes : this.shown(bytes))
    else this.takePart(bytes)
  }

  private shown(bytes: Buffer): Buffer {
    const line = readLine(bytes)
    if (line.kind !== 'messages') return bytes
    const shown = line.messages.map((message) => this.calls.answer(message))
    const changed = shown.some((message, at) => message !== line.messages[at])
    const ambiguous = !changed && this.gate.enforcing() && ambiguity(line.text) !== null
    const [only = null] = shown
    return changed || ambiguous ? lineOf(line.batch ? shown : only) : bytes
  }

  /** What cannot be judged is not shown where a policy enforces. */
  private takePart(bytes: Buffer): void {
    const message = 'A line of the server is too long to be judged.'
    if (!this.tooLong) this.gate.doubt({ code: 'too-large', message })
    this.tooLong = bytes.at(-1) !== 10
    if (!this.gate.enforcing()) this.toClient(bytes)
  }
}

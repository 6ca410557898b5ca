import type { Json } from '../../evaluator/json/values.ts'
import type { LiveGate } from '../live/gate.ts'
import { ambiguity } from './ambiguity.ts'
import { lineOf } from './answer.ts'
import { type Calls, stops } from './calls.ts'
import type { Piece } from './lines.ts'
import { field, idKey, readLine } from './message.ts'

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
    if (line.kind === 'blank') return bytes
    if (line.kind === 'unreadable') return this.unjudged(bytes, line.problem)
    const shown = line.messages.map((message) => this.calls.answer(message))
    const changed = shown.some((message, at) => message !== line.messages[at])
    const ambiguous = !changed && this.gate.enforcing() && ambiguity(line.text) !== null
    const [only = null] = shown
    return changed || ambiguous ? lineOf(line.batch ? shown : only) : bytes
  }

  /** A response that only a less strict parser reads is not shown where a policy enforces; the client gets an error. */
  private unjudged(bytes: Buffer, why: string): Buffer {
    const id = looseId(bytes)
    if (idKey(id) === null) return bytes
    const message = `A response of the server cannot be judged (${why}).`
    const verdict = this.gate.doubt({ code: 'odd-response', message })
    if (!stops(verdict)) return bytes
    return lineOf({ jsonrpc: '2.0', id: id ?? null, error: { code: -32603, message: verdict.message } })
  }

  /** What cannot be judged is not shown where a policy enforces. */
  private takePart(bytes: Buffer): void {
    const message = 'A line of the server is too long to be judged.'
    if (!this.tooLong) this.gate.doubt({ code: 'too-large', message })
    this.tooLong = bytes.at(-1) !== 10
    if (!this.gate.enforcing()) this.toClient(bytes)
  }
}

/** The id as a parser reads it that takes any bytes and any depth; undefined where there is none. */
function looseId(bytes: Buffer): Json | undefined {
  try {
    return field(JSON.parse(bytes.toString()), 'id')
  } catch {
    return undefined
  }
}

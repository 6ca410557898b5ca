import type { Json } from '../../evaluator/json/values.ts'
import type { LiveGate } from '../live/gate.ts'
import { ambiguity, oneLine } from './ambiguity.ts'
import { denial, lineOf, parseError } from './answer.ts'
import { type Calls, stops } from './calls.ts'
import type { Piece } from './lines.ts'
import { field, idKey, methodOf, type ReadLine, readLine } from './message.ts'

/** Where the lines of the client go. */
export interface Ways {
  readonly toServer: (bytes: Buffer) => void
  readonly toClient: (bytes: Buffer) => void
}

type Messages = ReadLine & { kind: 'messages' }

/**
 * What becomes of each line of the client: it goes to the server as it is, or, when a policy enforces, in the one
 * reading that was judged; a denied call is answered here.
 */
export class FromClient {
  private readonly gate: LiveGate
  private readonly calls: Calls
  private readonly ways: Ways
  private tooLong = false

  constructor(gate: LiveGate, calls: Calls, ways: Ways) {
    this.gate = gate
    this.calls = calls
    this.ways = ways
  }

  take(piece: Piece): void {
    if (piece.whole) this.takeLine(piece.bytes)
    else this.takePart(piece.bytes)
  }

  private takeLine(bytes: Buffer): void {
    const line = readLine(bytes)
    if (line.kind === 'blank') this.ways.toServer(bytes)
    else if (line.kind === 'unreadable') {
      const message = `A line of the client is not JSON (${line.problem}).`
      const verdict = this.gate.doubt({ code: 'not-json', message })
      if (stops(verdict)) this.ways.toClient(lineOf(parseError(verdict.message)))
      else this.ways.toServer(bytes)
    } else this.takeMessages(line, bytes)
  }

  private takeMessages(line: Messages, bytes: Buffer): void {
    const enforcing = this.gate.enforcing()
    const asked = line.messages.filter((message) => methodOf(message) === 'tools/call')
    const odd = enforcing || asked.length > 0 ? ambiguity(line.text) : null
    if (odd !== null && this.refused(line, odd, asked[0])) return
    const judged = asked.map((message) => ({ message, ...this.calls.ask(message) }))
    for (const message of line.messages) this.calls.note(message)
    if (!enforcing && !judged.some((call) => call.enforcing)) {
      this.ways.toServer(bytes)
      for (const { settle } of judged) settle()
      return
    }
    const denied = new Map<Json, Json>()
    for (const { message, settle } of judged) {
      const verdict = settle()
      if (stops(verdict)) denied.set(message, denial(message, verdict.message))
    }
    const rest = line.messages.filter((message) => !denied.has(message))
    if (denied.size === 0) this.ways.toServer(judgedBytes(line.text, bytes))
    else if (rest.length > 0) this.ways.toServer(lineOf([...rest]))
    this.answer(line, [...denied.values()])
  }

  /** Two parsers could read it differently: who enforces lets it go nowhere. */
  private refused(line: Messages, odd: string, call: Json | undefined): boolean {
    const name = field(field(call, 'params'), 'name')
    const about = typeof name === 'string' ? ({ phase: 'before', tool: name } as const) : {}
    const verdict = this.gate.doubt(
      { code: 'ambiguous', message: `This message can be read in two ways: ${odd}.` },
      about,
    )
    if (!stops(verdict)) return false
    const requests = line.messages.filter((message) => methodOf(message) !== undefined)
    this.answer(
      line,
      requests.map((message) => denial(message, verdict.message)),
    )
    return true
  }

  /** Answers requests; a notification gets none. */
  private answer({ batch }: Messages, answers: readonly Json[]): void {
    const wanted = answers.filter((answer) => idKey(field(answer, 'id')) !== null)
    if (wanted.length > 0) this.ways.toClient(lineOf(batch ? [...wanted] : (wanted[0] as Json)))
  }

  private takePart(bytes: Buffer): void {
    if (!this.tooLong) {
      const verdict = this.gate.doubt({ code: 'too-large', message: 'A line of the client is too long to be judged.' })
      if (stops(verdict)) this.ways.toClient(lineOf(parseError(verdict.message)))
    }
    this.tooLong = bytes.at(-1) !== 10
    if (!this.gate.enforcing()) this.ways.toServer(bytes)
  }
}

/** The bytes as they came where every reader takes them for one line. */
function judgedBytes(text: string, bytes: Buffer): Buffer {
  const safe = oneLine(text)
  return safe === text ? bytes : Buffer.from(`${safe}\n`)
}

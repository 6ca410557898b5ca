import { jsonText } from '../../audit/json-text.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { Verdict } from '../agent-hook.ts'
import type { LiveCall, LiveGate } from '../live/gate.ts'
import { outputOf, sanitised } from './answer.ts'
import { Latest } from './latest.ts'
import { clientKey, clientOf, type Fields, field, idKey, methodOf } from './message.ts'

/** A call that was let through and has no result yet. */
interface Pending {
  readonly call: LiveCall
  readonly argsText: string
  readonly applied: Verdict['applied']
}

/** How many calls are remembered whose results nobody waits for; all of them would be kept for as long as it runs. */
const mostKept = 100
/** How many tasks are: the result of one that is forgotten is not judged. */
const mostTasks = 10_000

/** What is to happen to a call, and what is left to do once it happened. */
export interface CallVerdict {
  readonly verdict: Verdict
  readonly enforcing: boolean
  /** Records it; what comes back is the verdict that counts. */
  readonly settle: () => Verdict
}

/** The calls of one connection: judged when they are asked, matched with their results, judged again. */
export class Calls {
  private readonly gate: LiveGate
  private readonly server: string
  private count = 0
  /** By id; a client that uses an id twice has two waiting. */
  private readonly pending = new Map<string, Pending[]>()
  /** Calls that their client gave up, by id: a server may have answered before it knew, or never answers. */
  private readonly cancelled = new Latest<Pending>(mostKept)
  /** Calls that wait for more input, by the state that their retry brings back. */
  private readonly interrupted = new Latest<Pending>(mostKept)
  /** Calls that run as tasks, by the task's id; nothing says that a result is not asked for once more. */
  private readonly tasks = new Latest<Pending>(mostTasks)
  /** What the client says of itself: its name and version. */
  private client: string | undefined

  constructor(gate: LiveGate, server: string) {
    this.gate = gate
    this.server = server
  }

  /** Judges a `tools/call`. */
  ask(request: Json): CallVerdict {
    const params = field(request, 'params')
    const name = field(params, 'name')
    const args = field(params, 'arguments') ?? {}
    if (typeof name !== 'string') return this.doubtful('A tools/call without the name of a tool.')
    if (!isObject(args)) return this.doubtful(`A call of ${name} whose arguments are no object.`)
    const tool = `mcp__${this.server}__${name}`
    const argsText = jsonText(args)
    const before = this.retried(params, tool, argsText)
    const id = field(request, 'id')
    this.count++
    const callId = before?.call.callId ?? `${this.count}:${typeof id === 'string' ? id : (idKey(id) ?? '')}`
    const agentVersion = clientOf(field(field(params, '_meta'), clientKey)) ?? this.client
    const version = agentVersion === undefined ? {} : { agentVersion }
    const call: LiveCall = { kind: 'call', phase: 'before', session: this.gate.session, callId, tool, args, ...version }
    const asked = this.gate.ask(call)
    const { verdict, enforcing } = asked
    const { applied } = verdict
    const limit = applied === 'sanitize' ? 'there is no output yet that could be sanitised' : undefined
    const settle = (): Verdict => {
      // The retry of a call is the same call: it has its rows.
      const settled = before?.applied === applied ? verdict : asked.settle(limit)
      if (!stops(settled)) this.wait(id, { call, argsText, applied })
      return settled
    }
    return { verdict, enforcing, settle }
  }

  /** Takes note of other messages of the client. */
  note(message: Json): void {
    const method = methodOf(message)
    const params = field(message, 'params')
    if (method === 'initialize') this.client = clientOf(field(params, 'clientInfo'))
    else if (method === 'notifications/cancelled') this.giveUp(field(params, 'requestId'))
    else if (method === 'tasks/result') {
      const task = field(params, 'taskId')
      const pending = typeof task === 'string' ? this.tasks.get(task) : undefined
      if (pending) this.wait(field(message, 'id'), pending)
    }
  }

  /** True when no result is waited for: nothing that the server says can be one. */
  get idle(): boolean {
    return this.pending.size === 0 && this.cancelled.size === 0
  }

  /** The message of the server as the client may see it; the same value when nothing changes. */
  answer(message: Json): Json {
    const isResponse = isObject(message) && methodOf(message) === undefined
    const id = field(message, 'id')
    const pending = isResponse ? (this.unwait(id) ?? this.cancelled.take(idKey(id) ?? '')) : undefined
    if (pending === undefined) return message
    const result = field(message, 'result')
    if (this.interrupts(result, pending)) return message
    const error = field(field(message, 'error'), 'message')
    const failed = result === undefined || field(result, 'isError') === true
    const output = result === undefined ? (typeof error === 'string' ? error : '') : outputOf(result)
    const { callId, tool, args, agentVersion } = pending.call
    const asked = this.gate.ask({
      kind: 'call',
      phase: failed ? 'failed' : 'after',
      session: this.gate.session,
      ...(callId === undefined ? {} : { callId }),
      tool,
      args,
      ...(agentVersion === undefined ? {} : { agentVersion }),
      output,
      ...(failed ? { throws: typeof output === 'string' ? output : jsonText(output) } : {}),
    })
    const verdict = asked.settle()
    return verdict.applied === 'proceed' ? message : sanitised(message, verdict)
  }

  private doubtful(message: string): CallVerdict {
    const verdict = this.gate.doubt({ code: 'odd-call', message })
    return { verdict, enforcing: this.gate.enforcing(), settle: () => verdict }
  }

  private wait(id: Json | undefined, pending: Pending): void {
    const key = idKey(id)
    if (key !== null) this.pending.set(key, [...(this.pending.get(key) ?? []), pending])
  }

  private unwait(id: Json | undefined): Pending | undefined {
    const key = idKey(id) ?? ''
    const [first, ...rest] = this.pending.get(key) ?? []
    if (rest.length === 0) this.pending.delete(key)
    else this.pending.set(key, rest)
    return first
  }

  private giveUp(id: Json | undefined): void {
    const key = idKey(id)
    const pending = this.unwait(id)
    if (key !== null && pending !== undefined) this.cancelled.set(key, pending)
  }

  /** The call that `params` retries with the input it was asked for, when it is still the same. */
  private retried(params: Json | undefined, tool: string, argsText: string): Pending | undefined {
    const state = field(params, 'requestState')
    const key = state === undefined ? undefined : jsonText(state)
    const before = key === undefined ? undefined : this.interrupted.get(key)
    if (key === undefined || before?.call.tool !== tool || before.argsText !== argsText) return undefined
    return this.interrupted.take(key)
  }

  /** True for a result that is none yet: the server wants input, or has made a task of the call. */
  private interrupts(result: Json | undefined, pending: Pending): boolean {
    const task = field(field(result, 'task'), 'taskId')
    if (typeof task === 'string') {
      this.tasks.set(task, pending)
      return true
    }
    if (field(result, 'resultType') !== 'input_required') return false
    const state = (result as Fields).requestState
    if (state !== undefined) this.interrupted.set(jsonText(state), pending)
    return true
  }
}

/** True for a verdict that keeps a call from running; where nobody can be asked, a hold does. */
export function stops({ applied }: Verdict): boolean {
  return applied === 'block' || applied === 'hold'
}

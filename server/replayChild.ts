import { type ChildProcess, fork } from 'node:child_process'
import type { CancellationToken } from 'vscode-languageserver'
import type {
  FromReplay,
  ReplayAnswer,
  ReplayQuery,
  ReplayState,
  ToJudge,
  ToReplay,
} from '../analysis/replay/messages.ts'

/** What is heard from the process that replays. */
export interface ReplayListener {
  onState(state: ReplayState | { readonly kind: 'restarting'; readonly message: string }): void
  onMessage(message: Extract<FromReplay, { say: 'report' | 'nothing' }>): void
}

const shortestPause = 100
const longestPause = 10_000
/** A child that lived this long, in ms, is no part of a row of failures. */
const healthyLife = 30_000
/** How often a sign of life is asked for, and how long it may take; then the child is ended, in ms. */
const pulse = 2_000
const patience = 10_000

/**
 * The process that replays: started again with growing pauses whenever it dies, ended where a search does not come
 * back. What it was told of stays known here and is told to the next one.
 */
export class ReplayChild {
  private readonly script: string
  private readonly database: string
  private readonly listener: ReplayListener
  private readonly open = new Map<string, ToJudge>()
  /** Texts of which nothing was heard yet. */
  private readonly waiting = new Set<string>()
  private readonly questions = new Map<number, { query: ReplayQuery; answer: (answer: ReplayAnswer) => void }>()
  private names: ToReplay | null = null
  private child: ChildProcess | null = null
  private number = 0
  private pause = shortestPause
  private timer: NodeJS.Timeout | null = null
  private readonly heart: NodeJS.Timeout
  private asked = 0
  private stopped = false

  constructor(script: string, database: string, listener: ReplayListener) {
    this.script = script
    this.database = database
    this.listener = listener
    this.heart = setInterval(() => this.beat(), pulse)
    this.heart.unref()
  }

  /** Has a text replayed, in the place of what stands under its key. */
  judge(text: ToJudge): void {
    this.open.set(text.key, text)
    this.waiting.add(text.key)
    this.tell(text)
  }

  close(key: string): void {
    this.waiting.delete(key)
    if (this.open.delete(key)) this.tell({ say: 'close', key })
  }

  useToolNames(names: ToReplay & { say: 'tool-names' }): void {
    this.names = names
    this.tell(names)
  }

  /** Null where nothing can be told, and as soon as `token` says that nobody waits any more. */
  ask(query: ReplayQuery, token?: CancellationToken): Promise<ReplayAnswer> {
    if (this.stopped || token?.isCancellationRequested) return Promise.resolve(null)
    const number = ++this.number
    return new Promise((answer) => {
      token?.onCancellationRequested(() => {
        if (!this.questions.delete(number)) return
        this.tell({ say: 'withdraw', number })
        answer(null)
      })
      this.questions.set(number, { query, answer })
      this.tell({ say: 'ask', number, query })
    })
  }

  stop(): void {
    this.stopped = true
    clearInterval(this.heart)
    if (this.timer) clearTimeout(this.timer)
    this.child?.kill('SIGKILL')
    this.child = null
    for (const { answer } of this.questions.values()) answer(null)
    this.questions.clear()
  }

  private tell(message: ToReplay): void {
    if (this.child === null && this.timer === null) this.start()
    if (this.child?.connected) this.child.send(message, () => undefined)
  }

  private start(): void {
    if (this.stopped) return
    this.timer = null
    const started = Date.now()
    const child = fork(this.script, [this.database], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    this.child = child
    this.asked = 0
    child.on('message', (message) => this.hear(message as FromReplay))
    child.on('error', () => child.kill('SIGKILL'))
    child.on('exit', (code, signal) => this.died(signal ?? `exit ${code}`, Date.now() - started))
    if (this.names) this.tell(this.names)
    for (const text of this.open.values()) this.tell(text)
    for (const [number, { query }] of this.questions) this.tell({ say: 'ask', number, query })
  }

  private died(how: string, life: number): void {
    this.child = null
    if (this.stopped) return
    // What it was asked last may be what killed it.
    for (const { answer } of this.questions.values()) answer(null)
    this.questions.clear()
    if (life > healthyLife) this.pause = shortestPause
    const message = `The process that replays recorded calls ended (${how}); it is started again.`
    this.listener.onState({ kind: 'restarting', message })
    this.timer = setTimeout(() => this.start(), this.pause)
    this.timer.unref()
    this.pause = Math.min(2 * this.pause, longestPause)
  }

  private hear(message: FromReplay): void {
    if (message.say === 'pong') this.asked = 0
    else if (message.say === 'state') this.listener.onState(message.state)
    else if (message.say === 'answer') {
      this.questions.get(message.number)?.answer(message.answer)
      this.questions.delete(message.number)
    } else {
      this.waiting.delete(message.key)
      this.listener.onMessage(message)
    }
  }

  private beat(): void {
    if (this.child === null) return
    if (this.asked !== 0 && Date.now() - this.asked > patience) {
      // A search in one of these does not come back: they wait for their next version.
      for (const key of this.waiting) this.open.delete(key)
      this.waiting.clear()
      this.child.kill('SIGKILL')
      return
    }
    if (this.asked === 0) this.asked = Date.now()
    this.tell({ say: 'ping' })
  }
}

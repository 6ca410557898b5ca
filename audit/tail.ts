import { type ChildProcess, fork } from 'node:child_process'
import type { AgreementRow } from './agreement.ts'
import type { StoredRow } from './chain.ts'
import type { PolicyEvidence } from './evidence.ts'
import type { EventFilter } from './filter.ts'
import { type EventPage, eventPage } from './query.ts'
import { failure, type Result, success } from './result.ts'
import type { RowPage, RuleKey, RulePageOptions } from './rows.ts'
import type { Window } from './rule-counts.ts'
import { type LoggedEvent, loggedEvent } from './stored-event.ts'
import type { FromTail, TailAnswer, TailQuery, TailState } from './tail-messages.ts'
import type { CardCounts, Exported, GroupPage, ViewPage, ViewQuery } from './view-messages.ts'

export interface TailOptions {
  readonly dbPath: string
  /** `audit/tail-process.ts`, or its bundle. */
  readonly childScript: string
  /** New events, oldest first; `skipped` more came before them in the same moment and were left out. */
  readonly onEvents: (events: readonly LoggedEvent[], skipped: number) => void
  readonly onState: (state: TailState) => void
  /** Ms between two looks; 400 unless given. */
  readonly interval?: number
}

/** A followed log. Questions are answered by the child process and wait while it starts again. */
export interface Tail {
  events(rule: RuleKey, options?: RulePageOptions): Promise<Result<EventPage>>
  /** Can take long where a filter has no index; aborting `signal` ends it and starts the child anew. */
  list(
    filter: EventFilter,
    options?: { readonly limit?: number; readonly count?: boolean; readonly signal?: AbortSignal },
  ): Promise<Result<EventPage>>
  event(id: string): Promise<Result<LoggedEvent | null>>
  /** What a policy and the version observed alongside said of the same calls. */
  agreement(live: string, candidate: string, window: Window): Promise<Result<readonly AgreementRow[]>>
  /** What the log holds of one policy. */
  evidence(policyFile: string, window: Window): Promise<Result<PolicyEvidence>>
  /** A view's question; aborting `signal` ends the search for its answer in the child, which goes on with the others. */
  view<K extends ViewQuery['ask']>(
    query: Extract<ViewQuery, { ask: K }>,
    options?: { readonly signal?: AbortSignal; readonly progress?: (part: number) => void },
  ): Promise<Result<ViewAnswers[K]>>
  /** Ends the child; open questions get a fault. */
  stop(): Promise<void>
}

/** What comes back for each question of a view. */
interface ViewAnswers {
  readonly groups: GroupPage
  readonly page: ViewPage
  readonly card: CardCounts
  readonly export: Exported
}

interface Question {
  readonly query: TailQuery
  readonly progress?: ((part: number) => void) | undefined
  readonly answer: (result: Result<TailAnswer>) => void
  /** How many children died over it. */
  deaths: number
}

const shortestPause = 100
const longestPause = 10_000
/** A child that lived this long, in ms, is no part of a row of failures. */
const healthyLife = 30_000
const mostDeaths = 3

/** Follows the log at `dbPath` from a child process, which is started again with growing pauses whenever it dies. */
export function startTail(options: TailOptions): Tail {
  const { dbPath } = options
  const questions = new Map<number, Question>()
  let number = 0
  let child: ChildProcess | undefined
  let seq: number | null = null
  let pause = shortestPause
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let cancelled = false

  function start(): void {
    const started = Date.now()
    const args = [dbPath, String(options.interval ?? 400), seq === null ? '-' : String(seq)]
    const born = fork(options.childScript, args, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    child = born
    born.on('message', (message) => hear(message as FromTail))
    born.on('error', () => born.kill('SIGKILL'))
    born.on('exit', (code, signal) => died(signal ?? `exit ${code}`, Date.now() - started))
    for (const [asked, question] of questions) tell(asked, question.query)
  }

  function died(how: string, life: number): void {
    child = undefined
    if (stopped) return
    for (const [asked, question] of questions) {
      question.deaths += cancelled ? 0 : 1
      if (question.deaths >= mostDeaths) finish(asked, failure('stopped', dbPath, `Reading ${dbPath} failed (${how}).`))
    }
    if (life > healthyLife || cancelled) pause = shortestPause
    if (!cancelled) {
      const message = `The process that reads ${dbPath} ended (${how}); it is started again.`
      options.onState({ state: 'restarting', message })
    }
    timer = setTimeout(start, cancelled ? 0 : pause)
    pause = Math.min(2 * pause, longestPause)
    cancelled = false
  }

  function hear(message: FromTail): void {
    if (stopped) return
    if (message.say === 'answer') {
      finish(message.number, message.answer)
    } else if (message.say === 'events') {
      seq = message.rows.at(-1)?.seq ?? seq
      options.onEvents(message.rows.map(loggedEvent), message.skipped)
    } else if (message.say === 'progress') {
      questions.get(message.number)?.progress?.(message.part)
    } else {
      seq =
        message.state.state === 'live'
          ? Math.max(seq ?? 0, message.seq)
          : message.state.state === 'replaced'
            ? null
            : seq
      options.onState(message.state)
    }
  }

  function tell(asked: number, query: TailQuery): void {
    if (child?.connected) child.send({ number: asked, query }, () => undefined)
  }

  function finish(asked: number, result: Result<TailAnswer>): void {
    questions.get(asked)?.answer(result)
    questions.delete(asked)
  }

  function ask<T extends TailAnswer>(
    query: TailQuery,
    signal?: AbortSignal,
    { end = cancel, progress }: { end?: (asked: number) => void; progress?: ((part: number) => void) | undefined } = {},
  ): Promise<Result<T>> {
    if (stopped || signal?.aborted) return Promise.resolve(failure('stopped', dbPath, 'No longer following the log.'))
    const asked = ++number
    return new Promise((resolve) => {
      questions.set(asked, { query, progress, deaths: 0, answer: (result) => resolve(result as Result<T>) })
      signal?.addEventListener('abort', () => end(asked), { once: true })
      tell(asked, query)
    })
  }

  function withdraw(asked: number): boolean {
    if (!questions.has(asked)) return false
    finish(asked, failure('stopped', dbPath, 'The question was withdrawn.'))
    return true
  }

  /** The child stops between two slices. */
  function withdrawInChild(asked: number): void {
    if (withdraw(asked) && child?.connected) child.send({ number: asked, withdrawn: true }, () => undefined)
  }

  /** The child cannot hear while it reads. */
  function cancel(asked: number): void {
    if (!withdraw(asked)) return
    cancelled = true
    child?.kill('SIGKILL')
  }

  start()
  return {
    async events(rule, page = {}) {
      return withEvents(await ask<RowPage>({ ask: 'rule-events', rule, options: page }))
    },
    async list(filter, { signal, ...page } = {}) {
      return withEvents(await ask<RowPage>({ ask: 'list', filter, options: page }, signal))
    },
    async event(id) {
      const found = await ask<StoredRow | null>({ ask: 'event', id })
      return found.ok ? success(found.value === null ? null : loggedEvent(found.value)) : found
    },
    agreement: (live, candidate, window) => ask<readonly AgreementRow[]>({ ask: 'agreement', live, candidate, window }),
    evidence: (policyFile, window) => ask<PolicyEvidence>({ ask: 'evidence', policyFile, window }),
    view(query, { signal, progress } = {}) {
      return ask(query, signal, { end: withdrawInChild, progress })
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      for (const asked of [...questions.keys()])
        finish(asked, failure('stopped', dbPath, 'No longer following the log.'))
      const running = child
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return Promise.resolve()
      return new Promise((resolve) => {
        running.once('exit', () => resolve())
        running.kill('SIGKILL')
      })
    },
  }
}

function withEvents(page: Result<RowPage>): Result<EventPage> {
  return page.ok ? success(eventPage(page.value)) : page
}

import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { jsonText } from '../audit/json-text.ts'
import { ensureFolder } from '../audit/place.ts'
import type { Call, Counters, Given } from '../evaluator/call.ts'
import { parseJson } from '../evaluator/json/parse.ts'
import { isObject, type Json } from '../evaluator/json/values.ts'
import type { ReadyPolicy } from './policies.ts'

/** The counters of one session, policy by policy, around one call. */
export interface SessionCounters {
  /** What the policy has counted before this call, which now has its place in the order. */
  before(policy: ReadyPolicy, call: Call, given: Given): Counters
  /** Keeps what the policy counts after the call; unchanged where it counted nothing. */
  after(policy: ReadyPolicy, counters: Counters | undefined): void
  /** Why counting failed; null while it works. */
  fault(): string | null
}

/** How long an earlier call that is still being judged is waited for, in milliseconds. */
const patience = 150

interface Line {
  readonly place: string
  /** Of a line that takes a place: the tool, for when its result never comes. */
  readonly tool?: string
  /** Of a line that says what stands after the call in that place. */
  readonly counters?: Json
}

/**
 * Counters as journals in `folder`, one for each session and policy. A call takes its place by appending a line, and
 * says by another what stands after it; so calls at the same time get places of their own without a lock. No arguments
 * are kept. A place whose result never comes (its process was killed) counts as a call of its tool that went on.
 */
export function sessionCounters(folder: string, session: string, callId: string | undefined): SessionCounters {
  const taken = new Map<ReadyPolicy, { readonly file: string; readonly place: string; readonly counters: Counters }>()
  let failed: string | null = null

  return {
    before(policy, call, given) {
      const file = journalFile(folder, session, policy)
      const place = callId ?? randomBytes(8).toString('hex')
      try {
        const made = ensureFolder(folder, true)
        if (!made.ok) throw new Error(made.error.message)
        const known = readLines(file).some((line) => line.place === place && line.tool !== undefined)
        if (!known) append(file, { place, tool: call.tool })
        const counters = settledBefore(file, place, policy, given)
        taken.set(policy, { file, place, counters })
        return counters
      } catch (error) {
        failed = `The counters of this session cannot be kept (${error instanceof Error ? error.message : String(error)}).`
        return null
      }
    },
    after(policy, counters) {
      const at = taken.get(policy)
      if (at === undefined) return
      try {
        append(at.file, { place: at.place, counters: counters ?? at.counters })
      } catch (error) {
        failed = `The counters of this session cannot be kept (${error instanceof Error ? error.message : String(error)}).`
      }
    },
    fault: () => failed,
  }
}

function journalFile(folder: string, session: string, policy: ReadyPolicy): string {
  const key = createHash('sha256')
    .update(JSON.stringify([session, policy.files[0]]))
    .digest('hex')
  return path.join(folder, `${key.slice(0, 32)}.jsonl`)
}

/** What stands before `place`, once every earlier place has its result or has had its time. */
function settledBefore(file: string, place: string, policy: ReadyPolicy, given: Given): Counters {
  const deadline = Date.now() + patience
  for (;;) {
    const { counters, waiting } = fold(readLines(file), place, policy, given)
    if (!waiting || Date.now() >= deadline) return counters
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4)
  }
}

function fold(lines: readonly Line[], place: string, policy: ReadyPolicy, given: Given) {
  const results = new Map<string, Json>()
  for (const line of lines) if (line.counters !== undefined) results.set(line.place, line.counters)
  let counters: Counters = null
  let waiting = false
  for (const line of lines) {
    if (line.tool === undefined) continue
    if (line.place === place) break
    const result = results.get(line.place)
    if (result === undefined) waiting = true
    counters = result ?? policy.policy.evaluate({ tool: line.tool, args: {} }, given, counters).counters ?? counters
  }
  return { counters, waiting }
}

function append(file: string, line: Line): void {
  appendFileSync(file, `${jsonText(line as unknown as Json)}\n`, { mode: 0o600 })
}

function readLines(file: string): Line[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    if (line === '') return []
    try {
      const value = parseJson(line)
      return isObject(value) && typeof value.place === 'string' ? [value as unknown as Line] : []
    } catch {
      // The half line of a writer that was killed.
      return []
    }
  })
}

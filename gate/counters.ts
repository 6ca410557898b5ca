import path from 'node:path'
import { ensureFolder } from '../audit/place.ts'
import { randomHex } from '../audit/random.ts'
import type { Call, Counters, Given } from '../evaluator/call.ts'
import { Journal } from './journal.ts'
import type { ReadyPolicy } from './policies.ts'
import { shortDigest } from './short-digest.ts'

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

/** Journals that a process which lives on has read already, by their files. */
export type Journals = Map<string, Journal>

/**
 * Counters as journals in `folder`, one for each session and policy. A call takes its place by appending a line, and
 * says by another what stands after it; so calls at the same time get places of their own without a lock. No arguments
 * are kept. A place whose result never comes (its process was killed) counts as a call of its tool that went on, until a
 * later one has its result.
 */
export function sessionCounters(
  folder: string,
  session: string,
  callId: string | undefined,
  journals: Journals = new Map(),
): SessionCounters {
  const taken = new Map<
    ReadyPolicy,
    { readonly journal: Journal; readonly place: string; readonly counters: Counters }
  >()
  let failed: string | null = null

  return {
    before(policy, call, given) {
      const file = journalFile(folder, session, policy)
      const place = callId ?? randomHex(8)
      const journal = journals.get(file) ?? new Journal(file)
      journals.set(file, journal)
      try {
        const made = ensureFolder(folder, true)
        if (!made.ok) throw new Error(made.error.message)
        if (!journal.knows(place)) journal.append({ place, tool: call.tool })
        const counters = settledBefore(journal, place, policy, given)
        taken.set(policy, { journal, place, counters })
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
        at.journal.append({ place: at.place, counters: counters ?? at.counters })
      } catch (error) {
        failed = `The counters of this session cannot be kept (${error instanceof Error ? error.message : String(error)}).`
      }
    },
    fault: () => failed,
  }
}

function journalFile(folder: string, session: string, policy: ReadyPolicy): string {
  const key = shortDigest(JSON.stringify([session, policy.files[0]]))
  return path.join(folder, `${key.slice(0, 32)}.jsonl`)
}

/** What stands before `place`, once every earlier place has its result or has had its time. */
function settledBefore(journal: Journal, place: string, policy: ReadyPolicy, given: Given): Counters {
  const deadline = Date.now() + patience
  for (;;) {
    const { counters, open } = journal.before(place)
    if (open.length === 0 || Date.now() >= deadline) {
      const wentOn = (before: Counters, tool: string) =>
        policy.policy.evaluate({ tool, args: {} }, given, before).counters ?? before
      return open.reduce(wentOn, counters)
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4)
  }
}

/**
 * The messages about deciding with evidence: whether a policy can be enforced, and edits made from one recorded call.
 * Plain JSON, no imports beside the protocol's own.
 */
import type { Edit, Refusal } from '../protocol.ts'

/** Whether the recorded calls and the tests bear out enforcing a policy; null for what is no policy. */
export const readinessRequest = 'rehearsal/readiness'
export interface ReadinessParams {
  readonly uri: string
  /** Hours back from now; absent: the setting `rehearsal.replay.window`. */
  readonly windowHours?: number
}
export interface ReadinessAnswer {
  readonly ready: boolean
  /** For a dialog: the answer first, then what it rests on. */
  readonly lines: readonly string[]
  /** The whole report. */
  readonly markdown: string
}

/** The edit after which the policy lets a recorded call through: a rule of its own, or a narrower one. */
export const letThroughRequest = 'rehearsal/letThrough'
export interface LetThroughParams {
  readonly eventId: string
  readonly policyFile: string
  readonly way: 'allow' | 'narrow'
}

/** The edit that makes a test case of a recorded call. */
export const makeTestCaseRequest = 'rehearsal/makeTestCase'
export interface MakeTestCaseParams {
  readonly eventId: string
  readonly policyFile: string
  /** What the case expects; absent: what was recorded. */
  readonly expect?: string
}

/** An edit of one file, new or not. */
export interface FileEdit {
  readonly uri: string
  /** The version it was made for; null for a file that is not open. */
  readonly version: number | null
  readonly edits: readonly Edit[]
  /** The file is not there yet. */
  readonly create?: true
  /** What it does, in one sentence. */
  readonly summary: string
  /** What else the recorded calls say of it, one sentence each. */
  readonly effects: readonly string[]
}
export type FileEditAnswer = FileEdit | Refusal

/** A version observed alongside a policy: what to do about it. */
export const candidateRequest = 'rehearsal/candidate'
export interface CandidateParams {
  readonly uri: string
  /**
   * `observe`: judge every call by the text in the editor too, from now on; `show`: how the two compare; `promote`: the
   * edit that makes it the policy; `withdraw`: end the observation.
   */
  readonly action: 'observe' | 'show' | 'promote' | 'withdraw'
}
export interface CandidateAnswer {
  /** What was done, or how the two compare, in one sentence. */
  readonly message: string
  /** For `show`: the whole comparison. */
  readonly markdown?: string
  /** For `promote`: the new text of the policy. */
  readonly edit?: FileEdit
}

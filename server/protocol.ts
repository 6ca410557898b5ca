/**
 * The messages between client and server beside the LSP's own: plain JSON, no imports.
 * Every request has a mirror command `rehearsal.server.<name>` for editors that only know commands.
 */

export interface Position {
  readonly line: number
  readonly character: number
}

export interface TextRange {
  readonly start: Position
  readonly end: Position
}

export interface Edit {
  readonly range: TextRange
  readonly newText: string
}

export interface Refusal {
  readonly code: string
  readonly message: string
}

export type ModeWord = 'enforce' | 'observe' | 'disabled'

/** What the status bar and the Policies view show of one document; null for documents that are not ours. */
export interface PolicyInfo {
  readonly uri: string
  readonly name: string
  readonly dialect: string
  /** The release or page whose answers the dialect gives. */
  readonly follows: string
  /** Why the document was taken for this dialect. */
  readonly reason: string
  readonly mode: ModeWord
  readonly rules: readonly RuleLine[]
  readonly errors: number
  readonly testCases: number
  /** Its engine does not load it, so that it judges nothing. */
  readonly doesNotLoad?: true
  /** Modes that the document can be flipped to. */
  readonly flips: readonly ('enforce' | 'observe')[]
  /** What holds for agents; absent where only the document was looked at. */
  readonly live?: LivePolicy
}

/** What the gate makes of a policy, whatever mode its text states. */
export interface LivePolicy {
  /** Whether an installed hook judges by it; `off`: settings keep all that do from running. */
  readonly hook: 'used' | 'off' | 'none'
  /** The mode that holds where it is judged: the strictest that a hook gives it. */
  readonly mode: ModeWord
  /** The mode is that of a hook's command line, which beats the document's. */
  readonly byHook: boolean
  /** A version is observed alongside it. */
  readonly candidate: boolean
}

export interface RuleLine {
  readonly label: string
  readonly mode: ModeWord
  readonly effect: string
  readonly range: TextRange
  /** The rule has a mode of its own that a flip can change; absent: it has none. */
  readonly flippable?: boolean
}

export const policyRequest = 'rehearsal/policy'
export interface PolicyParams {
  readonly uri: string
}

/** Every policy the server knows in the workspace: open documents and those its scan found. */
export const policiesRequest = 'rehearsal/policies'
export const policiesChanged = 'rehearsal/policiesChanged'

/** Every document in the workspace that has test cases: test files, and policies with test comments. */
export const testDocumentsRequest = 'rehearsal/testDocuments'
export interface TestDocument {
  readonly uri: string
  /** The policy's name, or the test file's. */
  readonly name: string
  readonly testCases: number
  /** The policies that a test file is about; absent for a policy, which is about itself. */
  readonly policies?: readonly string[]
}

/** Test cases of one document: `# test:` comments of a policy, or the cases of a test file. */
export const testCasesRequest = 'rehearsal/testCases'
export interface TestCaseInfo {
  /** Hash of the case's text (and its count among equals): survives the case being moved. */
  readonly id: string
  readonly label: string
  readonly range: TextRange
}
export interface TestCases {
  readonly uri: string
  readonly name: string
  readonly cases: readonly TestCaseInfo[]
}

export const runTestsRequest = 'rehearsal/runTests'
export interface RunTestsParams {
  readonly uri: string
  /** Absent: all cases of the document. */
  readonly ids?: readonly string[]
  /** `trace` stays empty: for many cases at once. */
  readonly withoutTraces?: boolean
  /** A name under which what the cases cover is gathered, over several requests: see `rehearsal/coverage`. */
  readonly coverage?: string
}
export interface TestResult {
  readonly id: string
  readonly outcome: 'passed' | 'failed' | 'errored'
  /** What stands behind the line: `deny · block-dotenv`. */
  readonly summary: string
  /** For a failure: what was expected and what came, and why. */
  readonly message?: string
  readonly expected?: string
  readonly actual?: string
  /** Markdown: every rule and clause with what it saw. */
  readonly trace: string
  readonly durationMs: number
}

export const flipRequest = 'rehearsal/flip'
export interface FlipParams {
  readonly uri: string
  readonly kind: 'policy' | 'rule' | 'override'
  readonly label?: string
  readonly to: 'enforce' | 'observe'
  /** What a warning of CapFence becomes; absent: `deny`. */
  readonly as?: 'deny' | 'require_approval'
}
export interface FlipAnswer {
  readonly version: number | null
  readonly edits: readonly Edit[]
  readonly before: string | null
  readonly after: string
  /** What a person should know before confirming, as markdown lines: window observed, would-be denials by rule. */
  readonly evidence: readonly string[]
  /** False where something stands in the way of enforcing it. */
  readonly ready?: boolean
}

/** Sent after the flip was saved: the server writes `mode_changed` to the log. */
export const flippedNotification = 'rehearsal/flipped'
export interface FlippedParams extends FlipParams {
  readonly before: string | null
  readonly after: string
}

/** How the log is doing, in words for the view; `ok` when there is nothing to say. */
export interface LogState {
  readonly kind: 'ok' | 'absent' | 'damaged' | 'unreadable'
  readonly message: string
  readonly path: string
}

/** Sent when the log has grown; `unseen` counts shadow events since the view was last visible. */
export const shadowChangedNotification = 'rehearsal/shadowChanged'
export interface ShadowChanged {
  readonly unseen: number
}
export const shadowSeenNotification = 'rehearsal/shadowSeen'

/** Where a rule stands in its file, so that an event opens it. */
export const ruleLocationRequest = 'rehearsal/ruleLocation'
export interface RuleLocationParams {
  readonly policyFile: string
  readonly rule: string | null
}
export interface RuleLocation {
  readonly uri: string
  readonly range: TextRange
}

/** The client's `initializationOptions`. Another editor may leave any of them out: absent is false. */
export interface StartOptions {
  /** Red Hat's YAML extension is there: syntax errors, symbols, folding and selection ranges are its own. */
  readonly redHatYaml: boolean
  /** The workspace is trusted: paths inside documents may leave the folder. Granting trust restarts the server. */
  readonly trusted: boolean
  /** The client draws the results of test cases itself; absent: they are inlay hints. */
  readonly drawsResults: boolean
  /** The client opens documents of the scheme `rehearsal-event`: references lead to the last events of a rule as well. */
  readonly opensEvents: boolean
}

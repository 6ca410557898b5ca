import type { AgentCall, Call, ToolNames } from './call.ts'
import type { Mode } from './effect.ts'
import type { Json } from './json/values.ts'
import type { DialectName, Policy } from './policy.ts'
import type { Problem } from './problem.ts'
import type { NamedFiles, PolicyText, Range, TextEdit } from './text.ts'
import type { Node } from './yaml/node.ts'
import type { YamlDocument } from './yaml/read.ts'
import type { SlicedYaml } from './yaml/split-read.ts'
import type { ReadYaml } from './yaml/split-slice.ts'

/** One system's document format. */
export interface Dialect<Model extends PolicyModel = PolicyModel> {
  readonly name: DialectName
  /** The release of the engine that this dialect answers for, as its users would name it. */
  readonly follows: string
  /** Agent's tool name → this dialect's; what is not named here stays as it is. */
  readonly toolNames: ToolNames
  readonly vocabulary: Vocabulary
  /** True when several documents given together are one policy, in that order. */
  readonly composes: boolean
  /** Whether a document is of this dialect, by its marker keys. `root` is the document read as YAML 1.2. */
  detect(root: Node | null): Confidence
  /**
   * Reads a document; the model is partial where the text is, never absent. Never throws. `read` is the document as YAML
   * 1.2, where the caller has read it already: a dialect whose engine reads it so does not read it again. `named` gives
   * the documents that this one calls for, where its dialect can; without it they are looked for among `further`. The
   * model's own `further` has them all, so that it can be loaded again without.
   */
  load(document: PolicyText, further: readonly PolicyText[], read?: YamlDocument, named?: NamedFiles): Model
  /** How documents of this dialect are read item by item, where that is done. */
  readonly slices?: Slices<Model>
  /** Compiles a model to closures; rules that did not change since `previous` are reused where that pays. */
  compile(model: Model, previous?: Policy): Policy
  /** The least edit that moves a policy, rule or override to `target.to`. */
  flip(model: Model, target: FlipTarget): FlipEdits | Refusal
  /** The overrides that can be flipped one by one; a target's label is the index. Absent where the dialect has none. */
  overridesOf?(model: Model): readonly FlippableOverride[]
  /** The call in this dialect's own terms; `toolNames` are the user's, laid over the dialect's. */
  fromAgent(call: AgentCall, toolNames: ToolNames): Call
}

/** Reading a document item by item, so that an edit of one rule reads that rule only. */
export interface Slices<Model extends PolicyModel = PolicyModel> {
  /** The keys under which the long list stands. */
  readonly keys: readonly string[]
  readonly read: ReadYaml
  /** What an item that is no YAML calls for: see `SliceReader`. */
  readonly broken: 'alone' | 'whole'
  /** For the versions of one document: what it gives for a text is what `load` gives, save that it may keep more of a broken one. */
  loader(): (document: PolicyText, sliced: SlicedYaml) => Model
}

/** What every dialect's model has; the rest is the dialect's own. */
export interface PolicyModel {
  readonly document: PolicyText
  readonly further: readonly PolicyText[]
  /** The document as the engine reads it; null where nothing usable stands. Absent: as YAML 1.2 reads it. */
  readonly root?: Node | null
  /** Whether the engine's own reader takes the text as YAML at all. Absent: whether YAML 1.2 does. */
  readonly wellFormed?: boolean
  readonly name: string
  readonly problems: readonly Problem[]
  /** Why the engine refuses the document, with the engine's category; null when it loads. */
  readonly refused: { readonly category: string; readonly message: string } | null
  /** Set instead of an answer when no translation reaches what the document asks for. */
  readonly cannotReproduce: string | null
  /** Where the document's mode stands, or the place a mode would be added: for the CodeLens. */
  readonly modeRange: Range
  /** The engine's own full load answer, as the dialect's conformance page defines `load`. */
  readonly nativeLoad: Json
  /** The compiled policy's digest, where it is known already: of a model that was kept. */
  readonly digest?: string
}

/** What judging alone needs of a dialect, once a document of it is loaded. */
export type JudgingDialect = Pick<Dialect, 'name' | 'compile' | 'fromAgent'>

/** How sure a dialect is of a document, and the reason a person can check. */
export interface Confidence {
  readonly level: 'none' | 'possible' | 'certain'
  readonly reason: string
}

export const notMine: Confidence = { level: 'none', reason: '' }

export interface FlipTarget {
  readonly kind: 'policy' | 'rule' | 'override'
  /** The rule's label or the override's index; absent for the policy. */
  readonly label?: string
  readonly to: 'enforce' | 'observe'
  /** What enforcing means, where a dialect's observing word can become several (CapFence's `warn`); absent: `deny`. */
  readonly as?: 'deny' | 'require_approval'
}

/** An override of the mode, with its place in the document. */
export interface FlippableOverride {
  /** Whom it is about: a glob of agents. */
  readonly name: string
  readonly mode: Mode
  readonly range: Range
}

/** An edit that changes exactly one value or adds one key; `before` and `after` are the value's own words. */
export interface FlipEdits {
  readonly edits: readonly TextEdit[]
  readonly before: string | null
  readonly after: string
}

/** Why something cannot be done, and what to do instead. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

/** True for a refusal, false for what was asked for. */
export function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'message' in value && !('edits' in value)
}

/** The words of a dialect with their meaning, for completion and hover. */
export interface Vocabulary {
  readonly selectors: readonly Term[]
  readonly operators: readonly Term[]
  /** Allowed words by key: `enforcement_mode` → its modes. */
  readonly values: Readonly<Record<string, readonly Term[]>>
}

export interface Term {
  readonly word: string
  readonly meaning: string
}

import type { Call, Given } from '../../call.ts'
import type { Effect } from '../../effect.ts'
import type { Json } from '../../json/values.ts'
import { compileFnmatch } from '../../python/fnmatch.ts'
import { numeric } from '../../python/values.ts'
import type { Pattern } from '../../regex/pattern.ts'
import { compileCondition } from './condition.ts'
import { compileMessage, type Message } from './message.ts'
import type { Contract, EdictumModel, Expression, OwnMode, SessionContract } from './model.ts'
import { no, type Outcome } from './outcome.ts'
import { compileSandbox } from './sandbox.ts'
import { type ContractType, defaultLimits } from './words.ts'

/** A contract made ready to be asked. */
export interface Rule {
  /** Index among the policy's rules. */
  readonly index: number
  readonly label: string
  readonly type: ContractType
  readonly contract: Contract
  readonly mode: OwnMode
  readonly observes: boolean
  readonly effect: Effect
  readonly appliesTo: (tool: string) => boolean
  /** Whether it fires; `output` is the response's text. Session contracts do not ask this but `limits`. */
  readonly check: (call: Call, given: Given, output: Json | undefined) => Outcome
  readonly message: Message
  /** Whether `then.metadata` holds a key that collides with the engine's own words, always or after an error. */
  readonly mayCollide: boolean
  /** The limits as merged up to a session contract; the policy's own for all other rules. */
  readonly limits: Limits
  /** What a `redact` contract replaces in an output. */
  readonly outputPatterns: readonly Pattern[]
}

/** Numbers keep the lexeme they were written with. */
export interface Limits {
  readonly maxAttempts: Json
  readonly maxToolCalls: Json
  readonly perTool: ReadonlyMap<string, Json>
}

export interface Rules {
  readonly all: readonly Rule[]
  /** The limits that hold for the whole policy. */
  readonly limits: Limits
}

const collisions = ['message', 'cls', 'tags', 'policy_error', 'error_detail']

/** Compiles every contract, in order; limits become stricter from one session contract to the next. */
export function compileRules(model: EdictumModel): Rules {
  let limits: Limits = { ...defaultLimits, perTool: new Map() }
  const all = model.contracts.map((contract, index): Rule => {
    if (contract.type === 'session' && contract.enabled && !contract.candidate) limits = mergeLimits(limits, contract)
    return compileRule(contract, index, model.mode, limits)
  })
  return { all, limits }
}

function compileRule(contract: Contract, index: number, defaultMode: OwnMode, limits: Limits): Rule {
  const mode = contract.candidate ? 'observe' : (contract.ownMode ?? defaultMode)
  return {
    index,
    label: contract.label,
    type: contract.type,
    contract,
    mode,
    observes: mode === 'observe',
    effect: effectOf(contract),
    appliesTo: compileTools(contract),
    check: compileCheck(contract),
    message: contract.type === 'session' ? () => contract.message : compileMessage(contract.message),
    mayCollide: contract.metadataBroken || collisions.some((key) => Object.hasOwn(contract.metadata, key)),
    limits,
    outputPatterns: contract.type === 'post' ? outputPatterns(contract.when) : [],
  }
}

/** What a contract does when it fires, on the common scale: a call that has run can only have its output changed. */
export function effectOf(contract: Contract): Effect {
  switch (contract.type) {
    case 'session':
      return 'deny'
    case 'post':
      return contract.effect === 'warn' ? 'warn' : 'redact'
    default:
      return contract.effect === 'approve' ? 'require_approval' : 'deny'
  }
}

function compileTools(contract: Contract): (tool: string) => boolean {
  if (!contract.enabled) return () => false
  if (contract.type === 'session') return () => true
  const globs = (contract.type === 'sandbox' ? contract.tools : [contract.tool]).map(compileFnmatch)
  const [only] = globs
  return globs.length === 1 && only ? only : (tool) => globs.some((matches) => matches(tool))
}

function compileCheck(contract: Contract): Rule['check'] {
  switch (contract.type) {
    case 'session':
      return () => no
    case 'sandbox':
      return compileSandbox(contract)
    default:
      return compileCondition(contract.when)
  }
}

function mergeLimits(limits: Limits, { limits: own }: SessionContract): Limits {
  const perTool = new Map(limits.perTool)
  for (const [tool, limit] of own.perTool) perTool.set(tool, lower(perTool.get(tool) ?? limit, limit))
  return {
    maxAttempts: lower(limits.maxAttempts, own.maxAttempts),
    maxToolCalls: lower(limits.maxToolCalls, own.maxToolCalls),
    perTool,
  }
}

function lower(limit: Json, other: Json | undefined): Json {
  return other !== undefined && (numeric(other) ?? 0) < (numeric(limit) ?? 0) ? other : limit
}

/** Every pattern asked of `output.text`, wherever in the condition, also under `not`. */
function outputPatterns(expression: Expression): readonly Pattern[] {
  if (expression.kind === 'leaf') return expression.selector === 'output.text' ? expression.patterns : []
  return expression.kind === 'not' ? outputPatterns(expression.item) : expression.items.flatMap(outputPatterns)
}

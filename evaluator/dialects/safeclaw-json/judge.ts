import type { Given } from '../../call.ts'
import { type Decisions, decisionsOf } from '../../conditions/outcome.ts'
import { Patterns } from '../../conditions/patterns.ts'
import { member, textOf } from '../../conditions/plain.ts'
import { TypeIndex } from '../../conditions/type-index.ts'
import { type Truth, Unknown } from '../../json/values.ts'
import type { SafeclawJsonModel } from './model.ts'
import { type ReadyRule, readyRule, textOfResource } from './ready.ts'
import type { Subject } from './subject.ts'
import { reasonOfDefault, reasonWithoutPolicy } from './words.ts'
import { isInside, workspaceOf } from './workspace.ts'

export type Source = 'workspace_deny' | 'local_prefilter' | 'policy'

export interface Judged {
  readonly source: Source
  readonly rule: ReadyRule | null
  readonly decisions: Decisions
  /** The effect as the engine hands it on: any JSON value. */
  readonly word: unknown
}

/** The simulator over one policy; every function throws where the engine does. */
export class Judge {
  readonly rules: readonly (ReadyRule | null)[]
  readonly patterns: Patterns
  private readonly value: unknown
  private readonly index: TypeIndex<ReadyRule, Subject>
  private readonly byDefault: () => Judged
  private readonly ready: readonly ReadyRule[]
  /** Rules whose times can throw: they are asked before any rule is looked at. */
  private readonly timed: readonly ReadyRule[]
  private readonly crash: string | null

  constructor(model: SafeclawJsonModel) {
    this.value = model.value
    this.patterns = new Patterns(model.patterns)
    this.rules = model.rules.map((rule, position) => readyRule(rule, position, this.patterns))
    this.ready = this.rules.filter((rule) => rule !== null)
    this.index = new TypeIndex(this.ready, textOfResource)
    this.timed = this.ready.filter(({ active }) => active !== null)
    this.crash = crashOf(model, this.ready.length < this.rules.length)
    this.byDefault = defaultOf(model.value)
  }

  judge(subject: Subject, given: Given): Judged {
    const before = this.before(subject, given)
    if (before !== null) return before
    const { type, resource } = subject
    const { now } = given
    const accepts = ({ active, test }: ReadyRule) => (active === null || active(now)) && test(type, resource) === true
    // Of what is no text a rule can die before it comes to the type that it is indexed by.
    const rule =
      typeof type === 'string' && (typeof resource === 'string' || !resource || resource instanceof Unknown)
        ? this.index.first(type, subject, accepts)
        : (this.ready.find(accepts) ?? null)
    return rule === null ? this.byDefault() : judgedBy(rule)
  }

  /** What is settled before any rule is asked; throws for what the engine dies of then. */
  before(subject: Subject, given: Given): Judged | null {
    if (subject.riskSignals !== null) {
      const early = checkedByGateway(subject, given)
      if (early !== null) return early
    }
    if (!this.value) return noPolicy
    if (this.crash !== null) throw new TypeError(this.crash)
    for (const { active } of this.timed) active?.(given.now)
    return null
  }

  matches(rule: ReadyRule, { type, resource }: Subject, now: number): Truth {
    return (rule.active === null || rule.active(now)) && rule.test(type, resource)
  }

  /** What follows when it is known of every rule whether it matches; what would throw on the way still does. */
  decide(matches: readonly Truth[], subject: Subject, given: Given): Judged {
    const before = this.before(subject, given)
    if (before !== null) return before
    for (const [index, rule] of this.rules.entries()) {
      if (rule === null) continue
      if (matches[index] === true) return judgedBy(rule)
      if (rule.fragile || typeof subject.type !== 'string' || typeof subject.resource !== 'string') {
        this.matches(rule, subject, given.now)
      }
    }
    return this.byDefault()
  }
}

function judgedBy(rule: ReadyRule): Judged {
  return { source: 'policy', rule, decisions: rule.decisions(), word: member(rule.rule.value, 'effect') }
}

function crashOf({ value }: SafeclawJsonModel, hasNull: boolean): string | null {
  const rules = value ? member(value, 'rules') : undefined
  if (rules && !Array.isArray(rules)) return '`rules` is no list'
  return hasNull ? 'a rule is null' : null
}

function defaultOf(value: unknown): () => Judged {
  const word = (value ? member(value, 'defaultEffect') : undefined) || 'deny'
  const make = (): Judged => ({
    source: 'policy',
    rule: null,
    decisions: decisionsOf({ word, rule: null, reason: reasonOfDefault(textOf(word)) }),
    word,
  })
  try {
    const judged = make()
    return () => judged
  } catch {
    return make
  }
}

/** The gateway's own checks on an agent's tool call: the workspace, then reads, which no policy is asked about. */
function checkedByGateway({ type, resource }: Subject, given: Given): Judged | null {
  if (typeof type !== 'string') return null
  const workspace = workspaceOf(given.extra?.workspace)
  const isRead = type.startsWith('safe.read')
  if (workspace && typeof resource === 'string' && resource !== '' && (isRead || type === 'filesystem.write')) {
    if (!isInside(workspace, resource, given.cwd)) return outsideWorkspace
  }
  return isRead ? safeRead : null
}

const settled = (source: Source, word: string, reason: string): Judged => {
  return { source, rule: null, decisions: decisionsOf({ word, rule: null, reason }), word }
}
const noPolicy = settled('policy', 'deny', reasonWithoutPolicy)
const outsideWorkspace = settled('workspace_deny', 'deny', 'The path is outside the workspace')
const safeRead = settled('local_prefilter', 'allow', 'Reads are allowed before any policy is asked')

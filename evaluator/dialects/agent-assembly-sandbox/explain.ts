import type { Call } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import type { Mode } from '../../effect.ts'
import type { Json, Truth } from '../../json/values.ts'
import type { Range } from '../../text.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../trace.ts'
import type { ModeChoice } from './decide.ts'
import { type CompiledRule, type Matcher, matchersOf, Subject } from './matchers.ts'
import type { SandboxModel, SandboxRule } from './model.ts'

/** How a decision came about: every rule is looked at, so every rule stands in the trace. */
export function explain(
  model: SandboxModel,
  rules: readonly CompiledRule[],
  choice: ModeChoice,
  call: Call,
  judge: (matched: readonly SandboxRule[]) => Decision,
): Trace {
  const looked = choice !== null && choice.mode !== 'disabled'
  const subject = new Subject(call)
  const truths = rules.map(({ matches }) => (looked ? matches(subject) : 'skipped'))
  const decision = judge(model.rules.filter((_, index) => truths[index] === true))
  return {
    decision,
    notes: [modeNote(model, choice, call)],
    rules: model.rules.map((rule, index) => new TracedRule(rule, truths[index] ?? 'skipped', decision, subject)),
  }
}

function modeNote(model: SandboxModel, choice: ModeChoice, call: Call): string {
  if (choice === null) return 'The agent was started with a mode that does not exist.'
  switch (choice.from) {
    case 'flag':
      return `Mode ${choice.mode}: the agent was started with it.`
    case 'override':
      return `Mode ${choice.mode}: an override for agents like \`${call.agent}\` sets it.`
    default:
      return `Mode ${model.mode}: the document's own.`
  }
}

/** One rule of a trace; of thousands few are shown, so its words are made when they are asked for. */
class TracedRule implements RuleTrace {
  readonly label: string
  readonly document = 0
  readonly matched: Truth | 'skipped'
  readonly decided: boolean
  private readonly rule: SandboxRule
  private readonly decision: Decision
  private readonly subject: Subject
  private known: readonly ClauseTrace[] | null = null

  constructor(rule: SandboxRule, matched: Truth | 'skipped', decision: Decision, subject: Subject) {
    this.label = rule.label
    this.matched = matched
    this.decided = matched === true && decision.rule === rule.label
    this.rule = rule
    this.decision = decision
    this.subject = subject
  }

  get range(): Range {
    return this.rule.range
  }

  get mode(): Mode {
    return this.decision.mode
  }

  get why(): string {
    return whyOf(this.rule, this.matched, this.decided, this.decision)
  }

  get clauses(): readonly ClauseTrace[] {
    this.known ??= this.matched === 'skipped' ? [] : clauses(this.rule, this.subject)
    return this.known
  }
}

function whyOf(rule: SandboxRule, matched: Truth | 'skipped', decided: boolean, decision: Decision): string {
  if (matched === 'skipped') return 'Not looked at: enforcement is disabled.'
  if (matched === 'unknown') return 'Cannot be told: it reads a value that was not stored.'
  if (!matched) return 'Did not match.'
  if (decided) return `Decided: ${rule.action} is the strictest action that matched.`
  return decision.effect === rule.action
    ? `Matched, but \`${decision.rule}\` says the same and stands before it.`
    : `Matched, but \`${decision.rule}\` is stricter.`
}

function clauses(rule: SandboxRule, subject: Subject): ClauseTrace[] {
  return matchersOf(rule).map(({ key, test }) => ({ ...describe(rule, key, subject), matched: truthOf(test, subject) }))
}

/** A pattern that the rule's decision did not need may be one that takes too long. */
function truthOf(test: Matcher, subject: Subject): Truth {
  try {
    return test(subject)
  } catch {
    return 'unknown'
  }
}

function describe(rule: SandboxRule, key: keyof SandboxRule, subject: Subject): Omit<ClauseTrace, 'matched'> {
  const toolNames = rule.toolNames ?? []
  if (key === 'toolNames') {
    const wanted = toolNames.map(({ value }) => value).join(' or ')
    const saw: Json = subject.alias === undefined ? subject.tool : `${subject.tool} (${subject.alias})`
    return { text: `tool_name is ${wanted}`, range: toolNames[0]?.range ?? rule.range, saw }
  }
  const pattern = key === 'command' ? rule.command : rule.output
  const name = key === 'command' ? 'command_pattern' : 'output_contains_pattern'
  const saw = key === 'command' ? subject.command : subject.output
  return { text: `${name} /${pattern?.value.source ?? ''}/`, range: pattern?.range ?? rule.range, saw }
}

import type { Call } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import type { Json, Truth } from '../../json/values.ts'
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
  const decision = judge(rules.flatMap(({ rule }, index) => (truths[index] === true ? [rule] : [])))
  return {
    decision,
    notes: [modeNote(model, choice, call)],
    rules: rules.map(({ rule }, index) => ruleTrace(rule, truths[index] ?? 'skipped', decision, subject)),
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

function ruleTrace(rule: SandboxRule, matched: Truth | 'skipped', decision: Decision, subject: Subject): RuleTrace {
  const decided = matched === true && decision.rule === rule.label
  let known: ClauseTrace[] | null = null
  return {
    label: rule.label,
    range: rule.range,
    document: 0,
    matched,
    decided,
    mode: decision.mode,
    why: whyOf(rule, matched, decided, decision),
    // Of thousands of rules few are shown.
    get clauses() {
      known ??= matched === 'skipped' ? [] : clauses(rule, subject)
      return known
    },
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

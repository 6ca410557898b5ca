import { type Json, type Truth, Unknown } from '../../json/values.ts'
import { compactJson } from '../../json/write.ts'
import type { ClauseTrace } from '../../trace.ts'
import { globMatches } from './glob.ts'
import { clauseMatcher, egressMatcher, listsCount } from './matchers.ts'
import type { Clause, OrcaRule } from './model.ts'
import { valueAt } from './path.ts'
import type { Subject } from './subject.ts'

/** Every condition of a rule with what it saw; what stands behind one that failed was not looked at. */
export function clauseTraces(rule: OrcaRule, subject: Subject): readonly ClauseTrace[] {
  let failed = false
  return conditions(rule, subject).map(({ test, ...trace }) => {
    const matched = failed ? 'skipped' : test()
    failed ||= matched === false
    return { ...trace, matched }
  })
}

type Condition = Omit<ClauseTrace, 'matched'> & { readonly test: () => Truth }

function conditions(rule: OrcaRule, subject: Subject): Condition[] {
  const { stage, tool, skill, clauses, egress, places, range, needsHistory, verdict } = rule
  const found: Condition[] = []
  const { surface } = subject
  if (stage !== '') {
    const at = places.stage ?? range
    found.push({ text: `stage is ${stage}`, range: at, saw: surface, test: () => stage === surface })
  }
  if (tool.kind !== 'any') {
    const text = `tool_name_glob ${tool.text}`
    found.push({ text, range: places.tool ?? range, saw: subject.tool, test: () => globMatches(tool, subject.tool) })
  }
  if (skill.kind !== 'any') {
    const text = `skill_name_glob ${skill.text}`
    found.push({
      text,
      range: places.skill ?? range,
      saw: subject.skill,
      test: () => globMatches(skill, subject.skill),
    })
  }
  for (const clause of clauses) {
    const matches = clauseMatcher(clause)
    const test = () => (surface === 'inbound' ? false : matches(subject))
    found.push({ text: clauseText(clause), range: clause.range, saw: sawOf(clause, subject), test })
  }
  if (egress && listsCount(rule) && surface === 'egress') {
    const saw = subject.host ?? undefined
    const matches = egressMatcher(egress, verdict === 'allow')
    found.push({ text: scopeText(rule), range: places.egress ?? range, saw, test: () => matches(subject) })
  }
  if (needsHistory) {
    found.push({ text: 'sequence', range: places.sequence ?? range, saw: undefined, test: () => false })
  }
  return found
}

function clauseText({ pathText, operator, value, pattern }: Clause): string {
  return `${pathText} ${operator} ${pattern ? `/${pattern.source}/` : compactJson(value)}`
}

function sawOf({ path, operator }: Clause, subject: Subject): Json | undefined {
  const { args, surface } = subject
  if (surface === 'inbound' || args === null) return undefined
  if (args instanceof Unknown) return args
  return path.length === 0 && (operator === 'contains' || operator === 'regex')
    ? subject.text
    : valueAt(args as Json, path)
}

function scopeText({ egress, verdict }: OrcaRule): string {
  const list = (entries: readonly { readonly text: string }[] = []) => entries.map(({ text }) => text).join(', ')
  const [denied, allowed] = [list(egress?.deny), list(egress?.allow)]
  if (verdict === 'allow') return `destination in ${allowed || 'nothing'}${denied && `, not in ${denied}`}`
  return [denied && `destination in ${denied}`, allowed && `not in ${allowed}`].filter(Boolean).join(', ')
}

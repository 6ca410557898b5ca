import type { Clause, InnerPolicy, OrcaModel, OrcaRule } from '../../evaluator/dialects/orca/model.ts'
import type { Json } from '../../evaluator/json/values.ts'
import { compactJson } from '../../evaluator/json/write.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { childOf } from '../../evaluator/yaml/node.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** Clauses that exclude each other, hosts that no call has, and names that are no patterns. */
export const orcaRules: Lint = (document) => {
  const model = modelOf<OrcaModel>(document, 'orca')
  if (model === null) return []
  return [...model.policies.flatMap(inPolicy), ...toolNames(model)]
}

function inPolicy({ rules }: InnerPolicy): Problem[] {
  return rules.flatMap((rule) => [...contradictions(rule), ...aboutHosts(rule)])
}

function contradictions({ clauses }: OrcaRule): Problem[] {
  for (const [index, clause] of clauses.entries()) {
    const against = clauses.find(
      (other, at) => at !== index && other.pathText === clause.pathText && excludes(other, clause),
    )
    if (against === undefined || clauses.indexOf(against) > index) continue
    const message = `No call matches this rule: \`${clause.pathText}\` is settled otherwise by another clause.`
    return [problemOf({ code: 'never-matches', range: clause.range, message })]
  }
  return []
}

/** Whether one of two clauses lists values of which the other takes none. */
function excludes(a: Clause, b: Clause): boolean {
  return [
    [a, b],
    [b, a],
  ].some(([one, other]) => {
    const values = one && valuesOf(one)
    return values && other && values.length > 0 && !values.some((value) => mayHold(other, value))
  })
}

function valuesOf({ operator, value }: Clause): readonly Json[] | null {
  if (operator === 'eq') return [value]
  return operator === 'in' && Array.isArray(value) ? value : null
}

/** Errs towards true. */
function mayHold(clause: Clause, saw: Json): boolean {
  const values = valuesOf(clause)
  if (values !== null) return values.some((one) => compactJson(one) === compactJson(saw))
  const { operator, value, pattern } = clause
  if (operator === 'regex') return typeof saw !== 'string' || pattern === null || pattern.test(saw)
  return operator !== 'contains' || typeof saw !== 'string' || typeof value !== 'string' || saw.includes(value)
}

function aboutHosts({ egress, stage, verdict }: OrcaRule): Problem[] {
  if (egress === null || (stage !== '' && stage !== 'egress')) return []
  const never = [...egress.deny, ...egress.allow].flatMap(({ text, host, address, range }) => {
    if (address !== null || !/[:@\s]/.test(host)) return []
    const message = `No destination is \`${text}\`: user, port and blanks are taken off before hosts are compared.`
    return [problemOf({ code: 'orca-host-never', range, message })]
  })
  const [listed, cut] = verdict === 'allow' ? [egress.allow, egress.deny] : [egress.deny, egress.allow]
  const exceptions = new Set(cut.map(({ text }) => text))
  const both = listed.flatMap(({ text, range }) => {
    if (!exceptions.has(text)) return []
    const message = `\`${text}\` stands in both lists, and so this entry takes nothing.`
    return [problemOf({ code: 'orca-host-in-both', range, message })]
  })
  return [...never, ...both]
}

function toolNames({ root }: OrcaModel): Problem[] {
  const names = childOf(root, 'tool_names')
  if (names?.kind !== 'map') return []
  return names.entries.flatMap(({ key }) => {
    const star = key.kind === 'scalar' ? key.text.indexOf('*') : -1
    if (key.kind !== 'scalar' || star === -1 || star === key.text.length - 1) return []
    const message = `\`${key.text}\` is one exact name, star included: among tool names only a star at the end is a pattern.`
    return [problemOf({ code: 'orca-exact-star', range: key.range, message })]
  })
}

import type { Findings } from './findings.ts'
import type { InnerPolicy, OrcaModel, OrcaRule } from './model.ts'
import { inRunOrder } from './order.ts'

type Content = Pick<OrcaModel, 'policies' | 'keys'>

/** Adds what loads and is judged as written, but is a trap of this firewall. */
export function addWarnings(found: Findings, { policies, keys }: Content): void {
  const named = new Set(keys.values())
  for (const policy of policies) {
    for (const rule of policy.rules) {
      warnAboutClauses(found, rule)
      warnAboutEgress(found, rule)
      warnAboutNames(found, rule)
    }
    warnAboutOrder(found, policy)
    warnAboutDefault(found, policy)
    if (policy.enabled && !policy.isDefault && !named.has(policy.name)) {
      const message = `Nothing leads to \`${policy.name}\`: it is not the default, and no key names it.`
      found.hint('unused-policy', 'warning', policy.nameRange, message)
    }
  }
}

function warnAboutClauses(found: Findings, { clauses, stage, verdict, places, nameRange }: OrcaRule): void {
  const at = places.clauses ?? nameRange
  if (clauses.length > 0 && stage === 'inbound') {
    const message = 'This rule never matches: tools are only advertised on `inbound`, so there are no arguments yet.'
    found.hint('clauses-on-inbound', 'warning', at, message)
  } else if (clauses.length > 0 && stage === '') {
    const message =
      'On `inbound` this rule is passed over, since there are no arguments yet; say a `stage` to be clear.'
    found.hint('clauses-without-stage', 'information', at, message)
  }
  const reachesInbound = stage === 'inbound' || (stage === '' && clauses.length === 0)
  if (verdict === 'sanitize' && reachesInbound) {
    const message =
      'On `inbound` there are no arguments to clean, so this rule blocks there; pin it to another `stage`.'
    found.hint('sanitize-blocks-inbound', 'warning', places.verdict ?? nameRange, message)
  }
}

function warnAboutEgress(found: Findings, { egress, stage, tool, verdict, places, nameRange }: OrcaRule): void {
  if (egress === null) return
  const at = places.egress ?? nameRange
  if (stage !== '' && stage !== 'egress') {
    found.hint('egress-elsewhere', 'warning', at, `On \`${stage}\` the lists of \`egress\` are not looked at.`)
  } else if (tool.kind !== 'any') {
    const message =
      'Destinations are watched whatever tool they come from; with a tool pattern this rule misses the others.'
    found.hint('egress-with-glob', 'information', places.tool ?? at, message)
  }
  if (verdict === 'allow' && egress.deny.length > 0 && egress.allow.length === 0) {
    const message =
      'This rule never matches on egress: an `allow` rule needs an `allow` list to take destinations from.'
    found.hint('allow-without-list', 'warning', at, message)
  }
  for (const { text, host, range } of [...egress.deny, ...egress.allow]) {
    if (!host.includes('*')) continue
    found.hint(
      'host-with-star',
      'warning',
      range,
      `\`${text}\` is one host with a star in its name: lists know no patterns.`,
    )
  }
  const byAddress = egress.deny.find(({ cidr, address }) => cidr !== null || address !== null)
  if (byAddress && stage !== 'inbound' && stage !== 'response' && stage !== 'mcp') {
    const message =
      'Hosts written as `2130706433`, `0x7f.0.0.1` or `127.1` are names here, not addresses: this entry misses them.'
    found.hint('address-spellings', 'information', byAddress.range, message)
  }
}

function warnAboutNames(found: Findings, rule: OrcaRule): void {
  const { tool, skill, label, needsHistory, places, nameRange, verdict } = rule
  for (const [glob, at] of [
    [tool, places.tool],
    [skill, places.skill],
  ] as const) {
    if (glob.kind !== 'exact' || !glob.text.includes('*')) continue
    const message = `\`${glob.text}\` is one exact name, star included. Patterns are \`*\`, \`foo.*\`, \`*.foo\` and \`*.foo.*\`.`
    found.hint('exact-star', 'warning', at ?? nameRange, message)
  }
  if (label === '') {
    const message = 'This rule has no `label`: answers and events cannot name it.'
    found.hint('no-label', 'information', nameRange, message)
  }
  if (places.sequence && !needsHistory) {
    const message = 'A `sequence` without steps is not looked at: this rule matches single calls.'
    found.hint('empty-sequence', 'warning', places.sequence, message)
  }
  if (needsHistory && verdict !== 'audit') {
    const message = 'A rule on a sequence needs earlier calls: judging one call passes over it.'
    found.hint('sequence-rule', 'information', places.sequence ?? nameRange, message)
  }
}

function warnAboutOrder(found: Findings, policy: InnerPolicy): void {
  let before: OrcaRule | undefined
  for (const rule of inRunOrder(policy.rules)) {
    if (before && before.priority === rule.priority && (before.id === null || rule.id === null)) {
      const message = `\`${before.name}\` has the same priority; without ids the one written first comes first here.`
      found.hint('equal-priority', 'information', rule.places.priority ?? rule.nameRange, message)
    }
    before = rule
  }
}

function warnAboutDefault(found: Findings, { rules, defaultVerdict, node, nameRange, name }: InnerPolicy): void {
  const entry = node.entries.find(({ key }) => key.kind === 'scalar' && key.value === 'default_verdict')
  const at = entry?.value.range ?? nameRange
  if (defaultVerdict === 'deny') {
    if (rules.some(({ verdict }) => verdict !== 'deny')) return
    const message = `\`${name}\` blocks every call: it denies by default and no rule lets anything through.`
    found.hint('blocks-everything', 'warning', at, message)
    return
  }
  const denying = rules.filter(({ verdict }) => verdict === 'deny')
  if (denying.length > 0 && denying.every(({ clauses }) => clauses.length > 0)) {
    const message = `Every denying rule reads an argument; a call without it ends in \`${defaultVerdict}\`.`
    found.hint('only-clauses-deny', 'information', at, message)
  }
}

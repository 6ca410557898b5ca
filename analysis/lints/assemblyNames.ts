import type { AgentAssemblyModel, SectionDocument } from '../../evaluator/dialects/agent-assembly/model.ts'
import type { Fix, Problem } from '../../evaluator/problem.ts'
import { replaceScalar } from '../../evaluator/yaml/edit.ts'
import { childOf, type Node } from '../../evaluator/yaml/node.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** Names, hosts and limits that look as if they took more, or less, than they do. */
export const agentAssemblyNames: Lint = (document) => {
  const model = modelOf<AgentAssemblyModel>(document, 'agent-assembly')
  const section = model?.documents[0]
  if (!model || section === undefined) return []
  const body = childOf(model.root, 'spec') ?? model.root ?? null
  return [...aboutTools(section), ...aboutHosts(section), ...emptyAllow(body), ...noNumber(body), ...aboutScope(body)]
}

function aboutTools({ tools }: SectionDocument): Problem[] {
  return [...tools.values()].flatMap(({ name, nameRange, allow, limit }) => {
    const found: Problem[] = []
    if (name !== '*' && name.includes('*')) {
      const message = `\`${name}\` is one exact name, star included: only a lone \`*\` stands for others.`
      found.push(problemOf({ code: 'assembly-tool-star', range: nameRange, message }))
    } else if (name !== name.trim()) {
      const message = `The blanks around \`${name.trim()}\` belong to the name, and no tool is called that.`
      found.push(problemOf({ code: 'assembly-blank-counts', range: nameRange, message }))
    }
    if (allow && limit?.value === 0) {
      const message = `A limit of 0 denies every call of \`${name}\`; leave \`limit_per_hour\` out for no limit.`
      found.push(problemOf({ code: 'assembly-limit-zero', range: limit.node.range, message }))
    }
    return found
  })
}

function aboutHosts({ network, text }: SectionDocument): Problem[] {
  const entries = network?.allowlist ?? []
  const named = new Set(entries.map(({ value }) => value.toLowerCase()))
  if (named.has('*')) return []
  return entries.flatMap(({ value, node }) => {
    const why = neverEqual(value)
    if (why !== null) {
      const message = `No host equals \`${value}\`: ${why}`
      return [
        problemOf({ code: 'assembly-host-never', range: node.range, message, fixes: hostAlone(text, node, value) }),
      ]
    }
    const apex = value.startsWith('*.') ? value.slice(2) : null
    if (apex === null || named.has(apex.toLowerCase())) return []
    const message = `\`${value}\` takes the hosts below \`${apex}\`, not \`${apex}\` itself.`
    return [problemOf({ code: 'assembly-host-apex', range: node.range, message })]
  })
}

/** Why an entry can never be a call's host; null where it can. */
function neverEqual(entry: string): string | null {
  if (entry !== entry.trim()) return 'blanks around an entry count.'
  if (entry.includes('/')) return 'a host has no scheme and no path.'
  if (/:[0-9]+$/.test(entry) && !entry.includes(']')) return 'the port is taken off before hosts are compared.'
  const rest = entry.startsWith('*.') ? entry.slice(2) : entry
  return rest.includes('*') ? 'patterns are `*` and `*.example.com`, a star elsewhere is a letter.' : null
}

function hostAlone(text: string, node: Node, entry: string): readonly Fix[] {
  const host = entry
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/\/.*$/s, '')
    .replace(/:[0-9]+$/, '')
  if (!/^(?:\*\.)?[\w-]+(?:\.[\w-]+)*$/.test(host) || host === entry) return []
  return [{ title: `Change to \`${host}\``, edits: [replaceScalar(text, node, host)], changesDecisions: true }]
}

function emptyAllow(body: Node | null): Problem[] {
  const allow = childOf(childOf(body, 'capabilities'), 'allow')
  if (allow?.kind !== 'list' || allow.items.length > 0) return []
  const message = 'An empty `allow` restricts nothing here, whereas an empty `network.allowlist` denies every host.'
  return [problemOf({ code: 'assembly-empty-allow', range: allow.range, message })]
}

function noNumber(body: Node | null): Problem[] {
  const budget = childOf(body, 'budget')
  if (budget?.kind !== 'map') return []
  return budget.entries.flatMap(({ key, value }) => {
    if (key.kind !== 'scalar' || value.kind !== 'scalar' || value.style !== 'plain') return []
    if (!/^\.nan$/i.test(value.text)) return []
    const message = `No spending is ever at or above \`${value.text}\`: \`${key.text}\` stops nothing.`
    return [problemOf({ code: 'assembly-budget-nan', range: value.range, message })]
  })
}

function aboutScope(body: Node | null): Problem[] {
  const scope = childOf(body, 'scope')
  const id = scope?.kind === 'scalar' ? /^[a-z]+:(.*)$/s.exec(scope.text)?.[1] : undefined
  if (scope === undefined || id === undefined || id === id.trim()) return []
  const message = 'Blanks count in a scope: this names an id with a blank in it, which nobody has.'
  return [problemOf({ code: 'assembly-blank-counts', range: scope.range, message })]
}

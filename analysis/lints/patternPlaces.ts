import type { AgentAssemblyModel } from '../../evaluator/dialects/agent-assembly/model.ts'
import type { SandboxModel } from '../../evaluator/dialects/agent-assembly-sandbox/model.ts'
import type { AuthensorModel } from '../../evaluator/dialects/authensor/model.ts'
import type { CapfenceModel } from '../../evaluator/dialects/capfence/model.ts'
import type { EdictumModel } from '../../evaluator/dialects/edictum/model.ts'
import type { OrcaModel } from '../../evaluator/dialects/orca/model.ts'
import type { SafeclawModel } from '../../evaluator/dialects/safeclaw/model.ts'
import type { SafeclawJsonModel } from '../../evaluator/dialects/safeclaw-json/model.ts'
import { isGuarded } from '../../evaluator/dialects/safeclaw-json/predicate.ts'
import type { RegexFlavour } from '../../evaluator/regex/pattern.ts'
import type { Range } from '../../evaluator/text.ts'
import { childOf, type Node, stringOf } from '../../evaluator/yaml/node.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { leavesOf } from './edictum.ts'

/** One regular expression in a policy. */
export interface PatternPlace {
  readonly source: string
  readonly flavour: RegexFlavour
  readonly range: Range
  /** True when what it matches is replaced in outputs. */
  readonly replaces: boolean
}

/** Every regular expression of a policy’s own text, in its dialect's order. */
export function patternPlaces({ dialect, model }: PolicyDocument): readonly PatternPlace[] {
  switch (dialect.name) {
    case 'agent-assembly-sandbox':
      return ofSandbox(model as SandboxModel)
    case 'agent-assembly':
      return ofAgentAssembly(model as AgentAssemblyModel)
    case 'edictum':
      return ofEdictum(model as EdictumModel)
    case 'capfence':
      return ofCapfence(model as CapfenceModel)
    case 'safeclaw':
      return ofSafeclaw(model as SafeclawModel)
    case 'orca':
      return ofOrca(model as OrcaModel)
    case 'safeclaw-json':
      return (model as SafeclawJsonModel).rules
        .flatMap(({ node }) => ofCondition(childOf(node, 'condition')))
        .filter(({ source }) => !isGuarded(source))
    case 'authensor':
      return (model as AuthensorModel).policies.flatMap(({ rules }) =>
        rules.flatMap(({ node }) => ofCondition(childOf(node, 'condition'))),
      )
  }
}

function ofSandbox({ rules }: SandboxModel): PatternPlace[] {
  return rules.flatMap(({ command, output, action }) =>
    [command, output].flatMap((pattern) => {
      if (pattern === null) return []
      const replaces = pattern === output && action === 'redact'
      return [{ source: pattern.value.source, flavour: 're2', range: pattern.range, replaces }]
    }),
  )
}

function ofAgentAssembly({ documents }: AgentAssemblyModel): PatternPlace[] {
  const patterns = documents[0]?.data?.patterns ?? []
  return patterns.map(({ source, range }) => ({ source, flavour: 'rust', range, replaces: true }))
}

function ofEdictum({ contracts }: EdictumModel): PatternPlace[] {
  const own = contracts.filter(({ document, enabled }) => document === 0 && enabled)
  return own.flatMap((contract) => {
    if (contract.type !== 'pre' && contract.type !== 'post') return []
    const redacts = contract.type === 'post' && contract.effect === 'redact'
    return leavesOf(contract.when).flatMap(({ patterns, operandRange, selector }) =>
      patterns.map(({ source }): PatternPlace => {
        return { source, flavour: 'python', range: operandRange, replaces: redacts && selector === 'output.text' }
      }),
    )
  })
}

function ofCapfence({ rules }: CapfenceModel): PatternPlace[] {
  return rules.flatMap(({ conditions, document }) =>
    conditions.flatMap(({ key, value, range }) => {
      if (key !== 'match_regex' || document !== 0) return []
      const sources = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
      return sources.map((source): PatternPlace => ({ source, flavour: 'python', range, replaces: false }))
    }),
  )
}

function ofSafeclaw({ rules }: SafeclawModel): PatternPlace[] {
  return rules.flatMap(({ conditions }) =>
    conditions.flatMap((condition): PatternPlace[] => {
      if (condition.operator !== 'matches') return []
      return [{ source: condition.value.source, flavour: 're2', range: condition.valueRange, replaces: false }]
    }),
  )
}

function ofOrca({ policies }: OrcaModel): PatternPlace[] {
  return policies.flatMap(({ rules }) =>
    rules.flatMap(({ clauses, sanitize, nameRange }) => [
      ...clauses.flatMap(({ pattern, range }): PatternPlace[] =>
        pattern ? [{ source: pattern.source, flavour: 're2', range, replaces: false }] : [],
      ),
      ...(sanitize?.patterns ?? []).map(({ source }): PatternPlace => {
        return { source, flavour: 're2', range: nameRange, replaces: true }
      }),
    ]),
  )
}

/** Patterns of `matches` in a condition, at any depth; those that SafeClaw's guard refuses never run. */
function ofCondition(condition: Node | undefined): PatternPlace[] {
  const seen = new Set<Node>()
  const found: PatternPlace[] = []
  const waiting: Node[] = condition === undefined ? [] : [condition]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    const value = childOf(node, 'value')
    const source = stringOf(value)
    if (value !== undefined && source && stringOf(childOf(node, 'operator')) === 'matches') {
      found.push({ source, flavour: 'javascript', range: value.range, replaces: false })
    }
    const inner = ['all', 'any', 'not'].map((key) => childOf(node, key))
    for (const part of inner) waiting.push(...(part?.kind === 'list' ? part.items : part ? [part] : []))
  }
  return found
}

import type { Call } from '../../evaluator/call.ts'
import type { SandboxModel, SandboxRule, Sourced } from '../../evaluator/dialects/agent-assembly-sandbox/model.ts'
import { compareEffects } from '../../evaluator/effect.ts'
import type { Pattern } from '../../evaluator/regex/pattern.ts'
import { type Coverable, unreachable } from './coverage.ts'
import { globCovers } from './globs.ts'
import { type Lint, modelOf } from './lint.ts'
import { sampleText } from './sampleText.ts'

/** Rules that a stronger one, or an equal one before them, takes every call from. */
export const sandboxCover: Lint = (document) => {
  const model = modelOf<SandboxModel>(document, 'agent-assembly-sandbox')
  if (model === null) return []
  const ordered = model.rules
    .filter(({ action }) => action !== 'allow')
    .map((rule) => ({ rule: asked(rule), label: rule.label, range: rule.nameRange, bucket: bucketOf(rule) }))
    .sort(byStrength)
  return unreachable(document, {
    ordered,
    covers,
    witness: ({ rule }) => witness(rule),
    because: (earlier, rule) => (earlier.action === rule.action ? 'stands before it' : `says \`${earlier.action}\``),
  })
}

/** A rule as it is held against many others. */
interface Asked {
  readonly rule: SandboxRule
  readonly action: SandboxRule['action']
  readonly tools: readonly string[] | null
  readonly command: Source | null
  readonly output: Source | null
}

interface Source {
  readonly text: string
  readonly isWord: boolean
}

function asked(rule: SandboxRule): Asked {
  const { action, toolNames, command, output } = rule
  const tools = toolNames?.map(({ value }) => value) ?? null
  return { rule, action, tools, command: sourceOf(command), output: sourceOf(output) }
}

function sourceOf(pattern: Sourced<Pattern> | null): Source | null {
  const text = pattern?.value.source
  return text === undefined ? null : { text, isWord: /^[\w /=:,@%~"'-]+$/.test(text) }
}

function byStrength(a: Coverable<Asked>, b: Coverable<Asked>): number {
  return compareEffects(b.rule.action, a.rule.action)
}

function bucketOf({ toolNames }: SandboxRule): string | null {
  const [only, second] = toolNames ?? []
  return only !== undefined && second === undefined && !/[*?]/.test(only.value) ? only.value : null
}

/** Redactions add up, so one never takes another's place; and a rule on outputs is asked at another time than the rest. */
function covers(earlier: Asked, rule: Asked): boolean {
  if (rule.action === 'redact') return false
  return (
    (earlier.command === null || samePattern(earlier.command, rule.command)) &&
    (earlier.output === null ? rule.output === null : samePattern(earlier.output, rule.output)) &&
    toolsCover(earlier.tools, rule.tools)
  )
}

function toolsCover(wide: Asked['tools'], narrow: Asked['tools']): boolean {
  if (wide === null) return true
  return narrow?.every((one) => wide.some((glob) => globCovers(glob, one))) ?? false
}

/** Whether the first is found wherever the second is: the same pattern, or a word that is part of the other. */
function samePattern(wide: Source, narrow: Source | null): boolean {
  if (narrow === null) return false
  return wide.text === narrow.text || (wide.isWord && narrow.isWord && narrow.text.includes(wide.text))
}

function witness({ toolNames, command, output }: SandboxRule): Call | null {
  const tool = toolNames === null ? 'bash' : (toolNames[0]?.value.replaceAll('*', 'x').replaceAll('?', 'x') ?? null)
  const commandText = command && sampleText(command.value)
  const outputText = output && sampleText(output.value)
  if (tool === null || (command && commandText === null) || (output && outputText === null)) return null
  const args = commandText === null ? {} : { command: commandText }
  return outputText === null ? { tool, args } : { tool, args, output: outputText }
}

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
    .map((rule) => ({ rule, label: rule.label, range: rule.nameRange, bucket: bucketOf(rule) }))
    .sort(byStrength)
  return unreachable(document, {
    ordered,
    covers,
    witness,
    because: (earlier, rule) => (earlier.action === rule.action ? 'stands before it' : `says \`${earlier.action}\``),
  })
}

function byStrength(a: Coverable<SandboxRule>, b: Coverable<SandboxRule>): number {
  return compareEffects(b.rule.action, a.rule.action)
}

function bucketOf({ toolNames }: SandboxRule): string | null {
  const [only, second] = toolNames ?? []
  return only !== undefined && second === undefined && !/[*?]/.test(only.value) ? only.value : null
}

/** Redactions add up, so one never takes another's place; and a rule on outputs is asked at another time than the rest. */
function covers(earlier: SandboxRule, rule: SandboxRule): boolean {
  if (rule.action === 'redact') return false
  return (
    toolsCover(earlier.toolNames, rule.toolNames) &&
    (earlier.command === null || samePattern(earlier.command, rule.command)) &&
    (earlier.output === null ? rule.output === null : samePattern(earlier.output, rule.output))
  )
}

function toolsCover(wide: SandboxRule['toolNames'], narrow: SandboxRule['toolNames']): boolean {
  if (wide === null) return true
  return narrow?.every((one) => wide.some((glob) => globCovers(glob.value, one.value))) ?? false
}

/** Whether the first is found wherever the second is: the same pattern, or a word that is part of the other. */
function samePattern(wide: Sourced<Pattern>, narrow: Sourced<Pattern> | null): boolean {
  if (narrow === null) return false
  const [a, b] = [wide.value.source, narrow.value.source]
  return a === b || (isWord(a) && isWord(b) && b.includes(a))
}

function isWord(source: string): boolean {
  return /^[\w /=:,@%~"'-]+$/.test(source)
}

function witness({ toolNames, command, output }: SandboxRule): Call | null {
  const tool = toolNames === null ? 'bash' : (toolNames[0]?.value.replaceAll('*', 'x').replaceAll('?', 'x') ?? null)
  const commandText = command && sampleText(command.value)
  const outputText = output && sampleText(output.value)
  if (tool === null || (command && commandText === null) || (output && outputText === null)) return null
  const args = commandText === null ? {} : { command: commandText }
  return outputText === null ? { tool, args } : { tool, args, output: outputText }
}

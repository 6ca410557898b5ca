import type { Call } from '../../call.ts'
import { and } from '../../json/truth.ts'
import { type Truth, Unknown } from '../../json/values.ts'
import type { Pattern } from '../../regex/pattern.ts'
import { compileGlob } from './glob.ts'
import type { SandboxRule } from './model.ts'
import { commandText, outputText } from './settled.ts'

/** What rules look at in one call; the texts are worked out when the first rule asks. */
export class Subject {
  readonly tool: string
  readonly alias: string | undefined
  private readonly call: Call
  private commandRead = false
  private commandValue: string | undefined | Unknown
  private outputRead = false
  private outputValue: string | undefined | Unknown

  constructor(call: Call) {
    this.call = call
    this.tool = call.tool
    this.alias = call.toolAlias
  }

  get command(): string | undefined | Unknown {
    if (!this.commandRead) {
      this.commandRead = true
      this.commandValue = commandText(this.call.args)
    }
    return this.commandValue
  }

  get output(): string | undefined | Unknown {
    if (!this.outputRead) {
      this.outputRead = true
      this.outputValue = this.call.output === undefined ? undefined : outputText(this.call.output)
    }
    return this.outputValue
  }
}

export type Matcher = (subject: Subject) => Truth

/** A rule ready to be asked; the same in later versions of its document, so that `rule` may stand elsewhere by then. */
export interface CompiledRule {
  readonly rule: SandboxRule
  readonly matches: Matcher
  /** The same without the tool's name, for where that is known to fit. */
  readonly rest: Matcher
  /** Whether the rule is for a tool of one of these names. */
  readonly namesTool: (tool: string, alias: string | undefined) => boolean
}

/** Compiles a rule, or gives what an earlier version of the document has made of the same words. */
export function compileRule(rule: SandboxRule): CompiledRule {
  const { kept } = rule
  if (kept === undefined) return compiled(rule)
  kept.compiled ??= compiled(rule)
  return kept.compiled as CompiledRule
}

function compiled(rule: SandboxRule): CompiledRule {
  const { command, output } = rule
  const names = rule.toolNames && toolTest(rule.toolNames.map(({ value }) => value))
  const rest = names || command || output ? textsMatcher(rule) : () => false
  const matches: Matcher = names ? (subject) => names(subject.tool, subject.alias) && rest(subject) : rest
  return { rule, matches, rest, namesTool: names ?? anyTool }
}

function anyTool(): boolean {
  return true
}

/** Both patterns as one test; true for a rule that has none. */
function textsMatcher({ command, output }: SandboxRule): Matcher {
  const first = command && commandMatcher(command.value)
  const second = output && outputMatcher(output.value)
  if (first === null || second === null) return first ?? second ?? (() => true)
  return (subject) => {
    const truth = first(subject)
    return truth === false ? false : and(truth, second(subject))
  }
}

/** A rule's matchers, each alone, for the trace; all must hold for the rule to match. */
export function matchersOf(rule: SandboxRule): readonly { readonly key: keyof SandboxRule; readonly test: Matcher }[] {
  const matchers: { key: keyof SandboxRule; test: Matcher }[] = []
  if (rule.toolNames) matchers.push({ key: 'toolNames', test: toolMatcher(rule.toolNames.map(({ value }) => value)) })
  if (rule.command) matchers.push({ key: 'command', test: commandMatcher(rule.command.value) })
  if (rule.output) matchers.push({ key: 'output', test: outputMatcher(rule.output.value) })
  return matchers
}

function toolMatcher(globs: readonly string[]): Matcher {
  const names = toolTest(globs)
  return ({ tool, alias }) => names(tool, alias)
}

function toolTest(globs: readonly string[]): (tool: string, alias: string | undefined) => boolean {
  const tests = globs.map(compileGlob)
  const any = (name: string) => tests.some((test) => test(name))
  return (tool, alias) => any(tool) || (alias !== undefined && any(alias))
}

function commandMatcher(pattern: Pattern): Matcher {
  return textMatcher(pattern, (subject) => subject.command)
}

function outputMatcher(pattern: Pattern): Matcher {
  return textMatcher(pattern, (subject) => subject.output)
}

function textMatcher(pattern: Pattern, textOf: (subject: Subject) => string | undefined | Unknown): Matcher {
  return (subject) => {
    const text = textOf(subject)
    if (text instanceof Unknown) return 'unknown'
    return text !== undefined && pattern.test(text)
  }
}

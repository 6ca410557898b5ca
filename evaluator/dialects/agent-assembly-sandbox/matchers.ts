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

/** A rule ready to be asked. */
export interface CompiledRule {
  readonly rule: SandboxRule
  readonly matches: Matcher
  /** The same without the tool's name, for where that is known to fit. */
  readonly rest: Matcher
  /** Whether the rule is for a tool of one of these names. */
  readonly namesTool: (tool: string, alias: string | undefined) => boolean
}

export function compileRule(rule: SandboxRule): CompiledRule {
  const tests = matchersOf(rule)
  const rest = tests.filter(({ key }) => key !== 'toolNames')
  const globs = rule.toolNames?.map(({ value }) => value)
  return {
    rule,
    matches: tests.length === 0 ? () => false : allOf(tests.map(({ test }) => test)),
    rest: tests.length === 0 ? () => false : allOf(rest.map(({ test }) => test)),
    namesTool: globs ? toolTest(globs) : () => true,
  }
}

/** A rule's matchers, each alone, for the trace; all must hold for the rule to match. */
export function matchersOf(rule: SandboxRule): readonly { readonly key: keyof SandboxRule; readonly test: Matcher }[] {
  const matchers: { key: keyof SandboxRule; test: Matcher }[] = []
  if (rule.toolNames) matchers.push({ key: 'toolNames', test: toolMatcher(rule.toolNames.map(({ value }) => value)) })
  if (rule.command)
    matchers.push({ key: 'command', test: textMatcher(rule.command.value, (subject) => subject.command) })
  if (rule.output) matchers.push({ key: 'output', test: textMatcher(rule.output.value, (subject) => subject.output) })
  return matchers
}

/** All matchers as one test. */
function allOf(matchers: readonly Matcher[]): Matcher {
  const [first, second, third] = matchers
  if (first === undefined) return () => true
  if (second === undefined) return first
  if (third === undefined) return (subject) => both(first, second, subject)
  const rest: Matcher = (subject) => both(second, third, subject)
  return (subject) => both(first, rest, subject)
}

function both(first: Matcher, second: Matcher, subject: Subject): Truth {
  const truth = first(subject)
  return truth === false ? false : and(truth, second(subject))
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

function textMatcher(pattern: Pattern, textOf: (subject: Subject) => string | undefined | Unknown): Matcher {
  return (subject) => {
    const text = textOf(subject)
    if (text instanceof Unknown) return 'unknown'
    return text !== undefined && pattern.test(text)
  }
}

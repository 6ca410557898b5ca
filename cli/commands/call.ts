import { isDeepStrictEqual } from 'node:util'
import { type Command, Option } from 'commander'
import { agentsOwnName } from '../../analysis/agentsOwnName.ts'
import { dryRun, dryRunOutput, type NamedPolicy, policiesOf } from '../../analysis/dryRun.ts'
import { explainText } from '../../analysis/explainMarkdown.ts'
import { givenProblem } from '../../analysis/tests/givenProblem.ts'
import { callFromJson, givenFromJson } from '../../analysis/tests/readCall.ts'
import type { Call } from '../../evaluator/call.ts'
import type { Decision } from '../../evaluator/decision.ts'
import { levels } from '../../evaluator/dialects/orca/levels.ts'
import type { Level } from '../../evaluator/dialects/orca/words.ts'
import { parseJson } from '../../evaluator/json/parse.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { Policy } from '../../evaluator/policy.ts'
import type { Trace } from '../../evaluator/trace.ts'
import { shellLine } from '../../gate/settings/shell-words.ts'
import { exitWith, filesNamedBy, readNamedFile } from '../files.ts'
import { formatOption } from '../options.ts'

interface CallOptions {
  readonly level?: Level
  readonly tool: string
  readonly args: Json
  readonly agent?: string
  readonly output?: string
  readonly toolAlias?: string
  readonly environment?: string
  readonly principal?: Json
  readonly enforcementMode?: 'enforce' | 'observe'
  readonly before: readonly Call[]
  readonly given: GivenFields
  readonly explain?: boolean
  readonly format: 'text' | 'json'
}

type GivenFields = { readonly [key: string]: Json }

export function register(program: Command): void {
  program
    .command('call')
    .description("dry-run one call, in the dialect's own words; exit 1 when the verdict is above allow")
    .argument('[policies...]', 'policy files; documents of one composition in their order')
    .addOption(new Option('--level <level>', 'an autonomy level of Orca as the policy').choices(Object.keys(levels)))
    .requiredOption('--tool <name>', 'the tool')
    .addOption(new Option('--args <json>', 'its arguments').argParser(objectOption('--args')).default({}, '{}'))
    .option('--agent <name>', 'the agent, for overrides')
    .option('--tool-alias <name>', "the agent's own name for the tool, where the gate translated it")
    .option('--environment <name>', 'the environment that the policy sees')
    .addOption(new Option('--principal <json>', 'who the agent acts for').argParser(jsonOption('--principal')))
    .option('--output <text>', 'what the tool returned: the call is then judged after it ran')
    .addOption(
      new Option('--enforcement-mode <mode>', 'the mode the gate would be started with').choices([
        'enforce',
        'observe',
      ]),
    )
    .addOption(
      new Option('--before <file>', 'earlier calls of the session, a JSON list')
        .argParser(callsOption)
        .default([], 'none'),
    )
    .addOption(
      new Option('--given <json>', 'now, cwd, env, session, mode, and what only the dialect knows')
        .argParser(objectOption('--given'))
        .default({}, 'nothing'),
    )
    .option('--explain', 'show every rule and clause with the value it saw')
    .addOption(formatOption())
    .action(call)
}

function call(files: readonly string[], options: CallOptions): void {
  const policies = namedPolicies(files, options.level)
  if (policies === null) return
  const problem = givenProblem(
    options.given,
    policies.map(({ policy }) => policy.dialect),
  )
  if (problem !== null) usage(`--given ${problem}`)
  const stated = givenFromJson(options.given)
  const given = options.enforcementMode ? { ...stated, modeOverride: options.enforcementMode } : stated
  const judged = policies.map(({ file, policy }): Judged => {
    const made = callOf(options)
    const trace = dryRun(policy, made, given, options.before)
    noteAgentsName(policy, made, (call) => dryRun(policy, call, given, options.before).decision)
    return { file, policy, trace, after: dryRunOutput(policy, made, given, options.before, trace.decision) }
  })
  process.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify(judged.map(asJson), null, 2)}\n`
      : judged.map((each) => asText(each, options.explain === true)).join('\n'),
  )
  const decisions = judged.flatMap(({ trace, after }) => (after === null ? [trace.decision] : [trace.decision, after]))
  if (decisions.some(({ effect }) => effect !== 'allow')) exitWith(1)
}

/** Says on stderr that a hook's call of this tool is judged under another name, and how to ask so. */
function noteAgentsName({ dialect }: Policy, call: Call, decide: (call: Call) => Decision): void {
  const own = agentsOwnName(dialect, call, decide)
  if (own === null) return
  const { tool, args } = own.asked
  const sameArgs = isDeepStrictEqual(args, call.args)
  const words = ['--tool', tool, '--tool-alias', call.tool, ...(sameArgs ? [] : ['--args', JSON.stringify(args)])]
  process.stderr.write(`rehearsal: ${own.says}; a hook's call is judged as that: ${shellLine(words)} asks so\n`)
}

interface Judged {
  readonly file: string
  readonly policy: Policy
  readonly trace: Trace
  /** What is said of the output, where that is not said of the call. */
  readonly after: Decision | null
}

function callOf({ tool, args, agent, output, toolAlias, environment, principal }: CallOptions): Call {
  const beside = Object.entries({ agent, output, toolAlias, environment, principal })
  return { tool, args, ...Object.fromEntries(beside.filter(([, value]) => value !== undefined)) }
}

/** The policies that the command line names; null, with sentences, when one of them cannot be asked. */
function namedPolicies(files: readonly string[], level: Level | undefined): readonly NamedPolicy[] | null {
  const texts = files.map((path) => ({ path, text: readNamedFile(path) }))
  if (texts.some(({ text }) => text === null)) return null
  if (texts.length === 0 && level === undefined) usage('name a policy, or give --level')
  const builtIn = level === undefined ? [] : [{ path: `level ${level}`, text: levels[level] }]
  const named = texts.map(({ path, text }) => ({ path, text: text ?? '' }))
  const { policies, faults } = policiesOf([...named, ...builtIn], filesNamedBy)
  for (const { file, why } of faults) process.stderr.write(`rehearsal: ${file}: ${why}\n`)
  if (faults.length === 0) return policies
  exitWith(1)
  return null
}

function asJson({ file, policy, trace, after }: Judged): object {
  return {
    policy: policy.name,
    policy_file: file,
    policy_digest: policy.digest,
    dialect: policy.dialect,
    ...decisionAsJson(trace.decision),
    ...(after === null ? {} : { after: decisionAsJson(after) }),
  }
}

function decisionAsJson({ verdict, effect, rule, matched, reason, mode, applied, dryRun, output }: Decision): object {
  return {
    mode,
    verdict,
    effect,
    applied,
    rule,
    matched,
    reason,
    dry_run: dryRun,
    shadow_decision: dryRun ? effect : null,
    shadow_reason: dryRun ? reason : null,
    ...(output === undefined ? {} : { output }),
  }
}

function asText({ file, policy, trace, after }: Judged, explain: boolean): string {
  const { rule, reason, mode, applied } = trace.decision
  const lines = [
    `${policy.name} (${file}): ${said(trace.decision)}`,
    `  rule:    ${rule ?? 'none'}`,
    `  reason:  ${reason ?? 'none'}`,
    `  mode:    ${mode}, so the call would ${appliedWords[applied]}`,
    ...(after === null ? [] : afterLines(after)),
    ...(explain
      ? explainText(trace)
          .split('\n')
          .map((line) => `  ${line}`)
      : []),
  ]
  return `${lines.join('\n')}\n`
}

function afterLines(after: Decision): readonly string[] {
  const { rule, reason, mode, applied } = after
  return [
    `  its output: ${said(after)}`,
    `    rule:    ${rule ?? 'none'}`,
    `    reason:  ${reason ?? 'none'}`,
    `    mode:    ${mode}, so the call would ${appliedWords[applied]}`,
  ]
}

/** The effect on the common scale, with the dialect's own word where that is another. */
function said({ verdict, effect }: Decision): string {
  return verdict === effect ? effect : `${effect} (${verdict})`
}

const appliedWords = {
  proceed: 'proceed',
  sanitize: 'proceed with its output sanitised',
  hold: 'be held for approval',
  block: 'be blocked',
} as const

function jsonOption(name: string): (text: string) => Json {
  return (text) => {
    try {
      return parseJson(text)
    } catch (error) {
      return usage(`${name} takes JSON: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

function objectOption(name: string): (text: string) => GivenFields {
  return (text) => {
    const value = jsonOption(name)(text)
    if (isObject(value)) return value
    return usage(`${name} takes a JSON object, as in {"command": "ls"}; this is ${kindOf(value)}`)
  }
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'a text' : `a ${typeof value}`
}

function callsOption(file: string): readonly Call[] {
  const text = readNamedFile(file)
  const list = text === null ? usage('--before takes a file') : jsonOption('--before')(text)
  const calls = Array.isArray(list) ? list.map(callFromJson) : [null]
  if (calls.includes(null)) return usage('--before takes a JSON list of calls, each with `tool` and `args`')
  return calls.filter((each) => each !== null)
}

function usage(message: string): never {
  process.stderr.write(`rehearsal: ${message}\n`)
  process.exit(2)
}

import { type Command, Option } from 'commander'
import { explainText } from '../../analysis/explainMarkdown.ts'
import { readPolicyDocument } from '../../analysis/policyDocument.ts'
import { type Call, type Given, nothingGiven } from '../../evaluator/call.ts'
import { parseJson } from '../../evaluator/json/parse.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { Policy } from '../../evaluator/policy.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import type { Trace } from '../../evaluator/trace.ts'
import { exitWith, readNamedFile } from '../files.ts'
import { formatOption } from '../options.ts'

interface CallOptions {
  readonly tool: string
  readonly args: Json
  readonly agent?: string
  readonly output?: string
  readonly enforcementMode?: 'enforce' | 'observe'
  readonly before: readonly Call[]
  readonly given: Given
  readonly explain?: boolean
  readonly format: 'text' | 'json'
}

export function register(program: Command): void {
  program
    .command('call')
    .description("dry-run one call, in the dialect's own words; exit 1 when the verdict is above allow")
    .argument('<policies...>', 'policy files; documents of one composition in their order')
    .requiredOption('--tool <name>', 'the tool')
    .addOption(new Option('--args <json>', 'its arguments').argParser(jsonOption('--args')).default({}, '{}'))
    .option('--agent <name>', 'the agent, for overrides')
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
      new Option('--given <json>', 'time, environment, …').argParser(givenOption).default(nothingGiven, 'nothing'),
    )
    .option('--explain', 'show every rule and clause with the value it saw')
    .addOption(formatOption())
    .action(call)
}

function call(files: readonly string[], options: CallOptions): void {
  const policies = loadPolicies(files)
  if (policies === null) return
  const given = options.enforcementMode ? { ...options.given, modeOverride: options.enforcementMode } : options.given
  const judged = policies.map(({ file, policy }) => {
    const counters = options.before.reduce(
      (sum, each) => policy.evaluate(each, given, sum).counters ?? sum,
      null as Json,
    )
    return { file, policy, trace: policy.explain(callOf(options), given, counters) }
  })
  process.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify(judged.map(asJson), null, 2)}\n`
      : judged.map((each) => asText(each, options.explain === true)).join('\n'),
  )
  if (judged.some(({ trace }) => trace.decision.effect !== 'allow')) exitWith(1)
}

interface Judged {
  readonly file: string
  readonly policy: Policy
  readonly trace: Trace
}

function callOf({ tool, args, agent, output }: CallOptions): Call {
  return { tool, args, ...(agent === undefined ? {} : { agent }), ...(output === undefined ? {} : { output }) }
}

/** The policies that the files make: those of a composing dialect together, the rest each alone. */
function loadPolicies(files: readonly string[]): { readonly file: string; readonly policy: Policy }[] | null {
  const loaded: { file: string; policy: Policy }[] = []
  const composed = new Map<string, PolicyText[]>()
  for (const file of files) {
    const text = readNamedFile(file)
    if (text === null) return null
    const document = readPolicyDocument(file, text)
    if (document === null) return refuse(file, 'this is not a policy of any system that Rehearsal reads')
    if (document.dialect.composes) {
      const layers = composed.get(document.dialect.name) ?? []
      composed.set(document.dialect.name, [...layers, { path: file, text }])
    } else {
      if (document.model.refused) return refuse(file, `the engine refuses it: ${document.model.refused.message}`)
      loaded.push({ file, policy: document.policy })
    }
  }
  for (const [first, ...further] of composed.values()) {
    const document = first && readPolicyDocument(first.path, first.text, { further })
    if (!document) continue
    if (document.model.refused) return refuse(document.path, `the engine refuses it: ${document.model.refused.message}`)
    loaded.push({ file: document.path, policy: document.policy })
  }
  return loaded
}

function refuse(file: string, why: string): null {
  process.stderr.write(`rehearsal: ${file}: ${why}\n`)
  exitWith(1)
  return null
}

function asJson({ file, policy, trace }: Judged): object {
  const { verdict, effect, rule, matched, reason, mode, applied, dryRun, output } = trace.decision
  return {
    policy: policy.name,
    policy_file: file,
    policy_digest: policy.digest,
    dialect: policy.dialect,
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

function asText({ file, policy, trace }: Judged, explain: boolean): string {
  const { verdict, effect, rule, reason, mode, applied } = trace.decision
  const own = verdict === effect ? '' : ` (${verdict})`
  const lines = [
    `${policy.name} (${file}): ${effect}${own}`,
    `  rule:    ${rule ?? 'none'}`,
    `  reason:  ${reason ?? 'none'}`,
    `  mode:    ${mode}, so the call would ${appliedWords[applied]}`,
    ...(explain
      ? explainText(trace)
          .split('\n')
          .map((line) => `  ${line}`)
      : []),
  ]
  return `${lines.join('\n')}\n`
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

function callsOption(file: string): readonly Call[] {
  const text = readNamedFile(file)
  const calls = text === null ? usage('--before takes a file') : jsonOption('--before')(text)
  if (!Array.isArray(calls)) return usage('--before takes a JSON list of calls, each with `tool` and `args`')
  return calls as unknown as readonly Call[]
}

function givenOption(text: string): Given {
  const value = jsonOption('--given')(text)
  if (!isObject(value)) return usage('--given takes a JSON object')
  const { now, ...rest } = value
  const time = typeof now === 'string' ? { now: Date.parse(now) } : {}
  return { ...nothingGiven, ...(rest as Partial<Given>), ...time }
}

function usage(message: string): never {
  process.stderr.write(`rehearsal: ${message}\n`)
  process.exit(2)
}

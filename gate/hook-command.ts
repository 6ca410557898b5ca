import { parseArgs } from 'node:util'
import type { Mode } from '../evaluator/effect.ts'
import type { AgentHook, HookProblem } from './agent-hook.ts'
import { agentHook, agentHooks } from './agents.ts'
import { readCallSettings } from './call-settings.ts'
import type { HookOptions } from './hook-world.ts'
import { modeOf, modeWords } from './mode-word.ts'

/** The command line of a hook, read without anything that would slow its start. */
export interface HookCommand extends Omit<HookOptions, 'hook'> {
  /** Null when the command line names no agent that is known. */
  readonly hook: AgentHook | null
  /** A file that gets one line for each call that was judged. */
  readonly tally?: string
}

const options = {
  policy: { type: 'string', multiple: true },
  audit: { type: 'string' },
  'enforcement-mode': { type: 'string' },
  agent: { type: 'string' },
  tally: { type: 'string' },
  environment: { type: 'string' },
  principal: { type: 'string' },
  'tool-name': { type: 'string', multiple: true },
  'store-arguments': { type: 'string' },
} as const

/**
 * Reads `AGENT [--policy FILE…] [--audit FILE] [--enforcement-mode M] [--agent NAME]` and the settings for every call; what
 * is wrong is a problem.
 */
export function readHookCommand(args: readonly string[]): HookCommand {
  const { values, positionals, problem } = parsed(args)
  const word = positionals[0] ?? ''
  const hook = agentHook(word) ?? null
  const mode = values['enforcement-mode'] === undefined ? undefined : modeOf(values['enforcement-mode'])
  const { audit, agent, tally } = values
  const said = readCallSettings({
    environment: values.environment,
    principal: values.principal,
    toolName: values['tool-name'],
    storeArguments: values['store-arguments'],
  })
  const odd = said.problem === undefined ? undefined : usage(said.problem)
  const wrong = problem ?? unknownAgent(hook, word) ?? unknownMode(values['enforcement-mode'], mode) ?? odd
  return {
    hook,
    policies: values.policy ?? [],
    ...(audit === undefined ? {} : { audit }),
    ...(mode === undefined ? {} : { mode }),
    ...(agent === undefined ? {} : { agentLabel: agent }),
    ...(tally === undefined ? {} : { tally }),
    settings: said.settings,
    ...(wrong === undefined ? {} : { problem: wrong }),
  }
}

type OptionName = keyof typeof options

/** Options with their values apart, as every hook has them, and words; null for what only `parseArgs` can judge. */
function plain(args: readonly string[]) {
  const values: { [Name in Exclude<OptionName, 'policy' | 'tool-name'>]?: string } = {}
  const lists = { policy: [] as string[], 'tool-name': [] as string[] }
  const positionals: string[] = []
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string
    if (!word.startsWith('-')) {
      positionals.push(word)
      continue
    }
    const name = word.slice(2) as OptionName
    const value = args[++at]
    if (!word.startsWith('--') || !Object.hasOwn(options, name) || !value || value.startsWith('-')) return null
    if (name === 'policy' || name === 'tool-name') lists[name].push(value)
    else values[name] = value
  }
  const toolNames = lists['tool-name'].length === 0 ? {} : { 'tool-name': lists['tool-name'] }
  return { values: { ...values, policy: lists.policy, ...toolNames }, positionals, problem: undefined }
}

function parsed(args: readonly string[]) {
  // Loading and running `parseArgs` for the first time takes a millisecond of every hook.
  const simple = plain(args)
  if (simple !== null) return simple
  try {
    return { ...parseArgs({ args: [...args], options, allowPositionals: true }), problem: undefined }
  } catch (error) {
    // What can be understood still counts: the policies decide whether the doubt stops the call.
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false })
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
    const texts = (value: typeof values.policy) => [value ?? []].flat().filter((each) => typeof each === 'string')
    const known = {
      policy: texts(values.policy),
      audit: text(values.audit),
      'enforcement-mode': text(values['enforcement-mode']),
      agent: text(values.agent),
      tally: text(values.tally),
      environment: text(values.environment),
      principal: text(values.principal),
      'tool-name': texts(values['tool-name']),
      'store-arguments': text(values['store-arguments']),
    }
    return { values: known, positionals, problem: usage(error instanceof Error ? error.message : String(error)) }
  }
}

function unknownAgent(hook: AgentHook | null, word: string): HookProblem | undefined {
  if (hook !== null) return undefined
  const known = agentHooks.map((each) => each.word).join(', ')
  return usage(word === '' ? `name the agent: ${known}` : `"${word}" is no agent that it knows; it knows ${known}`)
}

function unknownMode(word: string | undefined, mode: Mode | undefined): HookProblem | undefined {
  if (word === undefined || mode !== undefined) return undefined
  return usage(`--enforcement-mode ${word} is none of ${modeWords.join(', ')}`)
}

function usage(why: string): HookProblem {
  return { code: 'wrong-usage', message: `The command line of Rehearsal's hook is wrong: ${why}.` }
}

import type { ToolNames } from '../evaluator/call.ts'
import { parseJson } from '../evaluator/json/parse.ts'
import { isObject, type Json } from '../evaluator/json/values.ts'
import { dialectNames } from '../evaluator/policy.ts'

/** The forms in which arguments can be stored. */
export const argumentForms = ['redacted', 'hash', 'none'] as const
export type ArgumentForm = (typeof argumentForms)[number]

/** Names of tools by dialect, laid over the dialect's own. */
export type ToolNamesByDialect = Readonly<Record<string, ToolNames>>

/**
 * What the user settles for every call beside policies, log and mode. It stands on the gate's own command line or in a
 * program's code, never in an environment or a payload, which a repository can set.
 */
export interface CallSettings {
  readonly environment?: string
  readonly principal?: Json
  readonly toolNames?: ToolNamesByDialect
  /** `redacted` when left out. */
  readonly storeArguments?: ArgumentForm
}

/** The same as the words of a command line. */
export interface CallFlags {
  readonly environment?: string | undefined
  readonly principal?: string | undefined
  readonly toolName?: readonly string[] | undefined
  readonly storeArguments?: string | undefined
}

/** What the words mean, and a sentence where some mean nothing; what can be understood still counts. */
export function readCallSettings(flags: CallFlags): { readonly settings: CallSettings; readonly problem?: string } {
  const { environment, principal, toolName = [], storeArguments } = flags
  const who = principal === undefined ? undefined : principalOf(principal)
  const form = argumentForms.find((each) => each === storeArguments)
  const toolNames = toolNamesOf(toolName)
  const problem =
    (who === null ? '--principal takes a JSON object' : undefined) ??
    (storeArguments !== undefined && form === undefined
      ? `--store-arguments ${storeArguments} is none of ${argumentForms.join(', ')}`
      : undefined) ??
    (typeof toolNames === 'string' ? toolNames : undefined)
  return {
    settings: {
      ...(environment === undefined ? {} : { environment }),
      ...(who === undefined || who === null ? {} : { principal: who }),
      ...(typeof toolNames === 'string' || toolName.length === 0 ? {} : { toolNames }),
      // What nobody understands must not store more than was meant.
      ...(storeArguments === undefined ? {} : { storeArguments: form ?? 'none' }),
    },
    ...(problem === undefined ? {} : { problem }),
  }
}

/** The words that say the same, in one order. */
export function callFlagWords({ environment, principal, toolName = [], storeArguments }: CallFlags): readonly string[] {
  return [
    ...(environment === undefined ? [] : ['--environment', environment]),
    ...(principal === undefined ? [] : ['--principal', principal]),
    ...toolName.flatMap((each) => ['--tool-name', each]),
    ...(storeArguments === undefined ? [] : ['--store-arguments', storeArguments]),
  ]
}

function principalOf(text: string): Json | null {
  try {
    const value = parseJson(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** `DIALECT:TOOL=NAME`, as often as it is said; a sentence for one that is not. */
function toolNamesOf(words: readonly string[]): ToolNamesByDialect | string {
  const names: Record<string, Record<string, string>> = {}
  for (const word of words) {
    const [, dialect = '', tool = '', name = ''] = /^([\w-]+):([^=]+)=(.+)$/s.exec(word) ?? []
    if (name === '') return `--tool-name ${word} is not of the form DIALECT:TOOL=NAME`
    if (!dialectNames.some((each) => each === dialect)) return `--tool-name ${word} names no dialect that is known`
    names[dialect] = { ...names[dialect], [tool]: name }
  }
  return names
}

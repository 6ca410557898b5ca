import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  argumentForms,
  type CallFlags,
  type CallSettings,
  readCallSettings,
  type ToolNamesByDialect,
} from '../gate/call-settings.ts'

/** What `addCallOptions` adds to a command's own options. */
export interface CallOptions {
  readonly environment?: string
  readonly principal?: string
  readonly toolName?: readonly string[]
  readonly storeArguments?: string
}

/** Adds `--environment`, `--principal`, `--tool-name` and `--store-arguments`: what holds for every call. */
export function addCallOptions(command: Command): Command {
  return command
    .option('--environment <name>', "the environment that policies see (default: the dialect's own, `production`)")
    .addOption(
      new Option('--principal <json>', 'who the agent acts for, as policies see it: a JSON object').argParser(
        (text: string) => checked({ principal: text }, text),
      ),
    )
    .addOption(toolNameOption())
    .addOption(
      new Option('--store-arguments <form>', 'how the log keeps arguments (default: redacted)').choices([
        ...argumentForms,
      ]),
    )
}

/** `--tool-name DIALECT:TOOL=NAME`, once for each. */
export function toolNameOption(): Option {
  const gather = (word: string, before: readonly string[] = []) => [...before, checked({ toolName: [word] }, word)]
  return new Option(
    '--tool-name <dialect:tool=name>',
    "a policy's name for one of the agent's tools, instead of the dialect's; repeatable",
  ).argParser(gather)
}

/** What `--tool-name` said, by dialect. */
export function toolNamesOf(toolName: readonly string[] | undefined): ToolNamesByDialect {
  return readCallSettings({ toolName }).settings.toolNames ?? {}
}

/** The options as the hook's command line says them; undefined where none was given. */
export function callFlagsOf(options: CallOptions): CallFlags | undefined {
  const { environment, principal, toolName, storeArguments } = options
  const given = [environment, principal, toolName, storeArguments].some((each) => each !== undefined)
  return given ? { environment, principal, toolName, storeArguments } : undefined
}

/** The options as a gate of this process takes them. */
export function callSettingsOf(options: CallOptions): CallSettings {
  return readCallSettings(callFlagsOf(options) ?? {}).settings
}

function checked(flags: CallFlags, word: string): string {
  const { problem } = readCallSettings(flags)
  if (problem !== undefined) throw new InvalidArgumentError(`${problem}.`)
  return word
}

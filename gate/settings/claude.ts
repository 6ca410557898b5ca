import path from 'node:path'
import type { Node } from 'jsonc-parser'
import type { Machine } from '../../audit/place.ts'
import type { Mode } from '../../evaluator/effect.ts'
import { appendValue, type JsonText, readJsonText, removeValue, valueAt } from './json-text.ts'
import { shellLine, shellWords } from './shell-words.ts'

/** The events that the hook answers or records. */
export const claudeEvents = ['PreToolUse', 'PostToolUse', 'PostToolUseFailure', 'SessionStart'] as const

/** How long Claude Code waits for the hook, in seconds: far longer than it takes, far shorter than a person's patience. */
const timeout = 30

/** What the command line of a hook says. */
export interface HookLine {
  /** The program and what precedes `hook claude`. */
  readonly launcher: readonly string[]
  readonly policies: readonly string[]
  readonly audit: string
  readonly mode?: Mode
  readonly tally?: string
}

/** The settings file of the user, or of the project at `project`. */
export function claudeSettingsFile(machine: Machine, project?: string): string {
  if (project !== undefined) return path.join(project, '.claude', 'settings.json')
  return path.join(machine.env.CLAUDE_CONFIG_DIR || path.join(machine.homedir, '.claude'), 'settings.json')
}

/** The command that Claude Code starts; it carries a mode only where one was asked for, so that else the file decides. */
export function claudeCommand({ launcher, policies, audit, mode, tally }: HookLine): string {
  const flags = policies.flatMap((policy) => ['--policy', policy])
  if (mode !== undefined) flags.push('--enforcement-mode', mode)
  if (tally !== undefined) flags.push('--tally', tally)
  return shellLine([...launcher, 'hook', 'claude', ...flags, '--audit', audit])
}

/** Settings that hold nothing but the hooks. */
export function claudeHookSettings(command: string): { hooks: Record<string, unknown> } {
  return { hooks: Object.fromEntries(claudeEvents.map((event) => [event, [entryOf(command)]])) }
}

/** The text with our hooks in it, whatever else it holds left as it is; null when it is not a JSON object. */
export function withClaudeHooks(text: string, command: string): string | null {
  if (text.trim() === '') return settingsOfOurs(command)
  const found = readJsonText(text)
  if (found === null) return null
  if (isInstalled(found, command)) return text
  let now = withoutClaudeHooks(text)
  if (now === '') return settingsOfOurs(command)
  for (const event of claudeEvents) now = now === null ? null : added(now, event, command)
  return now
}

/**
 * The text without our hooks, and without the containers that only they were in; empty where there was no file before
 * them; null when it is not a JSON object.
 */
export function withoutClaudeHooks(text: string): string | null {
  const command = installedHooks(text)[0]?.command
  if (command !== undefined && text === settingsOfOurs(command)) return ''
  let now = text
  for (;;) {
    const document = readJsonText(now)
    if (document === null) return null
    const next = oursIn(document)[0] ?? emptied(document, text)
    if (next === undefined) return now
    now = removeValue(document, next)
  }
}

/** The command lines of our hooks in a settings file, by event. */
export function installedHooks(text: string): readonly { readonly event: string; readonly command: string }[] {
  const document = readJsonText(text)
  if (document === null) return []
  return claudeEvents.flatMap((event) => {
    const entries = valueAt(document, ['hooks', event])?.children ?? []
    return entries.flatMap((entry) => commandsOf(entry).filter(isOurs)).map((command) => ({ event, command }))
  })
}

function isInstalled(document: JsonText, command: string): boolean {
  const ours = installedHooks(document.text)
  return ours.length === claudeEvents.length && ours.every((hook) => hook.command === command)
}

function added(text: string, event: string, command: string): string | null {
  const document = readJsonText(text)
  if (document === null) return null
  const hooks = valueAt(document, ['hooks'])
  if (hooks === undefined) return appendValue(document, document.root, 'hooks', { [event]: [entryOf(command)] })
  if (hooks.type !== 'object') return null
  const list = valueAt(document, ['hooks', event])
  if (list === undefined) return appendValue(document, hooks, event, [entryOf(command)])
  return list.type === 'array' ? appendValue(document, list, null, entryOf(command)) : null
}

/** A file of ours alone ends without a line feed, which tells it from one that was there before. */
function settingsOfOurs(command: string): string {
  return JSON.stringify(claudeHookSettings(command), null, 2)
}

/** Without a matcher it holds for every tool. */
function entryOf(command: string): { hooks: unknown[] } {
  return { hooks: [{ type: 'command', command, timeout }] }
}

/** The handlers that are ours; the whole entry where it holds nothing else. */
function oursIn(document: JsonText): Node[] {
  return claudeEvents.flatMap((event) => {
    const entries = valueAt(document, ['hooks', event])?.children ?? []
    return entries.flatMap((entry) => {
      const handlers = handlersOf(entry)
      const ours = handlers.filter((handler) => isOurs(commandOf(handler)))
      return ours.length > 0 && ours.length === handlers.length ? [entry] : ours
    })
  })
}

/** An event's list, or `hooks` itself, that is empty now and was not before. */
function emptied(document: JsonText, before: string): Node | undefined {
  const original = readJsonText(before)
  for (const keys of [...claudeEvents.map((event) => ['hooks', event]), ['hooks']]) {
    const node = valueAt(document, keys)
    const was = original === null ? undefined : valueAt(original, keys)
    if (node?.children?.length === 0 && was?.children?.length !== 0) return node.parent
  }
  return undefined
}

function handlersOf(entry: Node): readonly Node[] {
  const hooks = entry.children?.find((property) => property.children?.[0]?.value === 'hooks')
  return hooks?.children?.[1]?.children ?? []
}

function commandsOf(entry: Node): string[] {
  return handlersOf(entry).map(commandOf)
}

function commandOf(handler: Node): string {
  const command = handler.children?.find((property) => property.children?.[0]?.value === 'command')
  const value: unknown = command?.children?.[1]?.value
  return typeof value === 'string' ? value : ''
}

/** Ours is what starts Rehearsal's command line with `hook claude`. */
function isOurs(command: string): boolean {
  const words = shellWords(command)
  const at = words.indexOf('hook')
  const program = at > 0 ? path.posix.basename((words[at - 1] ?? '').replaceAll('\\', '/')) : ''
  return words[at + 1] === 'claude' && /^(cli\.cjs|entry\.ts|rehearsal(\.cmd)?)$/.test(program)
}

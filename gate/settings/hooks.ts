import type { Node } from 'jsonc-parser'
import type { AgentSettings } from './agents.ts'
import { isOurs } from './command.ts'
import { appendValue, type JsonText, readJsonText, removeValue, valueAt } from './json-text.ts'

/** Settings that hold nothing but the hooks. */
export function hookSettings(agent: AgentSettings, command: string): { hooks: Record<string, unknown> } {
  return { hooks: Object.fromEntries(agent.events.map((event) => [event, [entryOf(agent, command)]])) }
}

/** The text with our hooks in it, whatever else it holds left as it is; null when it is not a JSON object. */
export function withHooks(agent: AgentSettings, text: string, command: string): string | null {
  if (text.trim() === '') return settingsOfOurs(agent, command)
  const found = readJsonText(text)
  if (found === null) return null
  if (isInstalled(agent, found, command)) return text
  let now = withoutHooks(agent, text)
  if (now === '') return settingsOfOurs(agent, command)
  for (const event of agent.events) now = now === null ? null : added(agent, now, event, command)
  return now
}

/**
 * The text without our hooks, and without the containers that only they were in; empty where there was no file before
 * them; null when it is not a JSON object.
 */
export function withoutHooks(agent: AgentSettings, text: string): string | null {
  const command = installedHooks(agent, text)[0]?.command
  if (command !== undefined && text === settingsOfOurs(agent, command)) return ''
  let now = text
  for (;;) {
    const document = readJsonText(now)
    if (document === null) return null
    const next = oursIn(agent, document)[0] ?? emptied(agent, document, text)
    if (next === undefined) return now
    now = removeValue(document, next)
  }
}

/** The command lines of our hooks in a settings file, by event. */
export function installedHooks(
  agent: AgentSettings,
  text: string,
): readonly { readonly event: string; readonly command: string }[] {
  const document = readJsonText(text)
  if (document === null) return []
  return agent.events.flatMap((event) => {
    const entries = valueAt(document, ['hooks', event])?.children ?? []
    return entries
      .flatMap((entry) => commandsOf(entry).filter((command) => isOurs(agent.word, command)))
      .map((command) => ({ event, command }))
  })
}

function isInstalled(agent: AgentSettings, document: JsonText, command: string): boolean {
  const ours = installedHooks(agent, document.text)
  return ours.length === agent.events.length && ours.every((hook) => hook.command === command)
}

function added(agent: AgentSettings, text: string, event: string, command: string): string | null {
  const document = readJsonText(text)
  if (document === null) return null
  const hooks = valueAt(document, ['hooks'])
  if (hooks === undefined) return appendValue(document, document.root, 'hooks', { [event]: [entryOf(agent, command)] })
  if (hooks.type !== 'object') return null
  const list = valueAt(document, ['hooks', event])
  if (list === undefined) return appendValue(document, hooks, event, [entryOf(agent, command)])
  return list.type === 'array' ? appendValue(document, list, null, entryOf(agent, command)) : null
}

/** A file of ours alone ends without a line feed, which tells it from one that was there before. */
function settingsOfOurs(agent: AgentSettings, command: string): string {
  return JSON.stringify(hookSettings(agent, command), null, 2)
}

/** Without a matcher it holds for every tool. */
function entryOf(agent: AgentSettings, command: string): { hooks: unknown[] } {
  return { hooks: [{ type: 'command', command, ...agent.handler }] }
}

/** The handlers that are ours; the whole entry where it holds nothing else. */
function oursIn(agent: AgentSettings, document: JsonText): Node[] {
  return agent.events.flatMap((event) => {
    const entries = valueAt(document, ['hooks', event])?.children ?? []
    return entries.flatMap((entry) => {
      const handlers = handlersOf(entry)
      const ours = handlers.filter((handler) => isOurs(agent.word, commandOf(handler)))
      return ours.length > 0 && ours.length === handlers.length ? [entry] : ours
    })
  })
}

/** An event's list, or `hooks` itself, that is empty now and was not before. */
function emptied(agent: AgentSettings, document: JsonText, before: string): Node | undefined {
  const original = readJsonText(before)
  for (const keys of [...agent.events.map((event) => ['hooks', event]), ['hooks']]) {
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

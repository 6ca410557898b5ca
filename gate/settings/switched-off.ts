import path from 'node:path'
import { parse } from 'jsonc-parser'
import type { Machine } from '../../audit/place.ts'
import { type AgentSettings, agentSettings, claudeSettings, codexSettings, geminiSettings } from './agents.ts'
import { isOurs } from './command.ts'
import { readSettings } from './file.ts'

/** A settings file that keeps an agent from running hooks. */
export interface HooksOff {
  /** The agent's word on the command line. */
  readonly word: string
  readonly file: string
}

/** The settings files that keep agents from running hooks in the project at `folder`. */
export function hooksOff(machine: Machine, folder: string): readonly HooksOff[] {
  const project = path.join(folder, '.claude', 'settings.json')
  const claude = [claudeSettings.file(machine), project, path.join(folder, '.claude', 'settings.local.json')]
  const gemini = [geminiSettings.file(machine), geminiSettings.file(machine, folder)]
  const codex = codexConfigFile(machine)
  return [
    ...claude.filter((file) => member(file, 'disableAllHooks') === true).map(offIn(claudeSettings)),
    ...gemini.filter(withoutHooks).map(offIn(geminiSettings)),
    ...[codex].filter((file) => featureOff(textOf(file))).map(offIn(codexSettings)),
  ]
}

const offIn =
  ({ word }: AgentSettings) =>
  (file: string): HooksOff => ({ word, file })

/** A sentence for each settings file that keeps an agent from running hooks, or makes it run ours twice. */
export function switchedOff(machine: Machine, folder: string): readonly string[] {
  const off = hooksOff(machine, folder).map(({ word, file }) => {
    const product = agentSettings.find((agent) => agent.word === word)?.product ?? word
    return `Hooks switched off: ${file} keeps ${product} from running them, so nothing is judged there.`
  })
  const codex = codexConfigFile(machine)
  const twice = hooksInToml('codex', textOf(codex)).length > 0
  const again = `${codex} holds a hook of Rehearsal too; \`init\` writes to hooks.json beside it, so take that one out, or calls are judged twice.`
  return [...off, ...(twice ? [again] : [])]
}

/** Codex's settings, which can hold hooks as well as its `hooks.json`. */
export function codexConfigFile(machine: Machine): string {
  return path.join(path.dirname(codexSettings.file(machine)), 'config.toml')
}

/** The command lines of our hooks in a TOML text. */
export function hooksInToml(word: string, text: string): readonly string[] {
  const commands = [...text.matchAll(/^[^#\n]*?\bcommand\s*=\s*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')/gm)]
  return commands
    .map(([, basic, literal]) => literal ?? unescaped(basic ?? ''))
    .filter((command) => isOurs(word, command))
}

function featureOff(text: string): boolean {
  const table = /^\s*\[features\]\s*(?:#.*)?$([\s\S]*?)(?=^\s*\[|$(?![\s\S]))/m.exec(text)?.[1] ?? ''
  return /^\s*(?:codex_)?hooks\s*=\s*false\b/m.test(table) || /^\s*features\.(?:codex_)?hooks\s*=\s*false\b/m.test(text)
}

function withoutHooks(file: string): boolean {
  const config = member(file, 'hooksConfig')
  if (typeof config !== 'object' || config === null) return false
  const { enabled, disabled } = config as { enabled?: unknown; disabled?: unknown }
  return enabled === false || (Array.isArray(disabled) && disabled.includes('rehearsal'))
}

function member(file: string, key: string): unknown {
  const value: unknown = parse(textOf(file))
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

/** The text of a settings file; empty where it cannot be read. */
export function textOf(file: string): string {
  try {
    return readSettings(file)
  } catch {
    // What cannot be read says nothing to the agent either.
    return ''
  }
}

function unescaped(basic: string): string {
  try {
    return String(JSON.parse(`"${basic}"`))
  } catch {
    return basic
  }
}

import path from 'node:path'
import { parse } from 'jsonc-parser'
import type { Machine } from '../../audit/place.ts'
import { claudeSettings, codexSettings, geminiSettings } from './agents.ts'
import { isOurs } from './command.ts'
import { readSettings } from './file.ts'

/** A sentence for each settings file that keeps an agent from running hooks, or makes it run ours twice. */
export function switchedOff(machine: Machine, folder: string): readonly string[] {
  const project = path.join(folder, '.claude', 'settings.json')
  const claude = [claudeSettings.file(machine), project, path.join(folder, '.claude', 'settings.local.json')]
  return [
    ...claude
      .filter((file) => member(file, 'disableAllHooks') === true)
      .map((file) => off(file, claudeSettings.product)),
    ...[geminiSettings.file(machine), geminiSettings.file(machine, folder)].filter(withoutHooks).map((file) => {
      return off(file, geminiSettings.product)
    }),
    ...codexConfig(path.join(path.dirname(codexSettings.file(machine)), 'config.toml')),
  ]
}

/** What `config.toml` says of hooks; they are written to `hooks.json`, and both files count. */
function codexConfig(file: string): string[] {
  const text = textOf(file)
  const commands = [...text.matchAll(/^[^#\n]*?\bcommand\s*=\s*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')/gm)]
  const twice = commands.some(([, basic, literal]) => isOurs('codex', literal ?? unescaped(basic ?? '')))
  const table = /^\s*\[features\]\s*(?:#.*)?$([\s\S]*?)(?=^\s*\[|$(?![\s\S]))/m.exec(text)?.[1] ?? ''
  const no =
    /^\s*(?:codex_)?hooks\s*=\s*false\b/m.test(table) || /^\s*features\.(?:codex_)?hooks\s*=\s*false\b/m.test(text)
  const again = `${file} holds a hook of Rehearsal too; \`init\` writes to hooks.json beside it, so take that one out, or calls are judged twice.`
  return [...(no ? [off(file, codexSettings.product)] : []), ...(twice ? [again] : [])]
}

function withoutHooks(file: string): boolean {
  const config = member(file, 'hooksConfig')
  if (typeof config !== 'object' || config === null) return false
  const { enabled, disabled } = config as { enabled?: unknown; disabled?: unknown }
  return enabled === false || (Array.isArray(disabled) && disabled.includes('rehearsal'))
}

function off(file: string, product: string): string {
  return `Hooks switched off: ${file} keeps ${product} from running them, so nothing is judged there.`
}

function member(file: string, key: string): unknown {
  const value: unknown = parse(textOf(file))
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function textOf(file: string): string {
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

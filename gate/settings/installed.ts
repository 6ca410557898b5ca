import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureFolder, type Machine, stateFolder } from '../../audit/place.ts'
import { type AgentSettings, agentSettings } from './agents.ts'
import { initCommand, removeCommand, type SettingsOf } from './command.ts'
import { readSettings } from './file.ts'
import { installedHooks } from './hooks.ts'

/** What `init` wrote, so that it shows when something else takes it away. */
interface Installed {
  readonly word: string
  readonly settings_file: string
  readonly command: string
}

/** Remembers the hooks that stand in `file` now, or that none of ours do any more; false when that cannot be written. */
export function noteInstalled(agent: AgentSettings, file: string, machine: Machine): boolean {
  const folder = notes(machine)
  // The whole path counts: the ends of two projects' paths are often alike.
  const name = createHash('sha256').update(file).digest('hex').slice(0, 32)
  const target = path.join(folder, `${agent.word}-${name}.json`)
  const command = commandIn(agent, file)
  try {
    for (const { note, at } of allNotes(folder)) {
      const same = note.word === agent.word && note.settings_file === file
      if (same && (command === null || at !== target)) rmSync(at, { force: true })
    }
    if (command === null) return true
    if (!ensureFolder(folder, true).ok) return false
    const draft = `${target}.${process.pid}.tmp`
    const note: Installed = { word: agent.word, settings_file: file, command }
    writeFileSync(draft, JSON.stringify(note), { mode: 0o600 })
    renameSync(draft, target)
    return true
  } catch {
    return false
  }
}

/** A sentence for each settings file whose hooks are not those that `init` wrote. */
export function changedSettings(machine: Machine): readonly string[] {
  return allNotes(notes(machine)).flatMap(({ note: { word, settings_file, command } }) => {
    const agent = agentSettings.find((each) => each.word === word)
    if (agent === undefined) return []
    const now = commandIn(agent, settings_file)
    if (now === command) return []
    const how = now === null ? 'are gone or incomplete' : 'have another command line'
    const settings = settingsOf(agent, settings_file, machine)
    const keep = now === null ? '' : ` to keep those that stand there now: \`${initCommand(word, now, settings)}\`;`
    return `Hook settings changed: the hooks that init wrote to ${settings_file} ${how}. To have them as they were: \`${initCommand(word, command, settings)}\`;${keep} to take them out: \`${removeCommand(word, settings)}\`.`
  })
}

function settingsOf(agent: AgentSettings, file: string, machine: Machine): SettingsOf {
  const project = path.dirname(path.dirname(file))
  return file !== agent.file(machine) && file === agent.file(machine, project) ? { project } : 'user'
}

/** The one command of our hooks in `file`; null when any event is without it. */
function commandIn(agent: AgentSettings, file: string): string | null {
  try {
    const hooks = installedHooks(agent, readSettings(file))
    const [first] = hooks
    const whole = agent.events.every((event) => hooks.some((hook) => hook.event === event))
    return first !== undefined && whole && hooks.every(({ command }) => command === first.command)
      ? first.command
      : null
  } catch {
    return null
  }
}

function notes(machine: Machine): string {
  return path.join(stateFolder(machine), 'installed')
}

/** The notes with their files; one that cannot be read is none. */
function allNotes(folder: string): readonly { readonly note: Installed; readonly at: string }[] {
  let names: string[]
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return []
  }
  return names.flatMap((name) => {
    const at = path.join(folder, name)
    try {
      const note = JSON.parse(readFileSync(at, 'utf8')) as Partial<Installed> | null
      const { word, settings_file, command } = note ?? {}
      const whole = [word, settings_file, command].every((each) => typeof each === 'string')
      return whole ? [{ note: note as Installed, at }] : []
    } catch {
      return []
    }
  })
}

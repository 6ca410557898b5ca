import type { AgentSettings } from './agents.ts'

/** The hooks as `-c` arguments, each a key and its value in TOML. */
export function tomlHooks(agent: AgentSettings, command: string): readonly string[] {
  const handler = tomlTable({ type: 'command', command, ...agent.handler })
  return agent.events.flatMap((event) => ['-c', `hooks.${event}=[{hooks=[${handler}]}]`])
}

/** The hooks as tables of a TOML file. */
export function tomlArrays(agent: AgentSettings, command: string): string {
  const handler = { type: 'command', command, ...agent.handler }
  const lines = Object.entries(handler).map(([key, value]) => `${key} = ${tomlValue(value)}`)
  const tables = agent.events.map((event) => [`[[hooks.${event}]]`, `[[hooks.${event}.hooks]]`, ...lines].join('\n'))
  return `${tables.join('\n\n')}\n`
}

function tomlTable(fields: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${tomlValue(value)}`)
  return `{${pairs.join(',')}}`
}

/** A JSON string without DEL is a basic string of TOML. */
function tomlValue(value: unknown): string {
  return JSON.stringify(value).replaceAll('\x7f', '\\u007f')
}

import type { AgentSettings } from './agents.ts'

/** The hooks as `-c` arguments, each a key and its value in TOML. */
export function tomlHooks(agent: AgentSettings, command: string): readonly string[] {
  const handler = tomlTable({ type: 'command', command, ...agent.handler })
  return agent.events.flatMap((event) => ['-c', `hooks.${event}=[{hooks=[${handler}]}]`])
}

function tomlTable(fields: Readonly<Record<string, unknown>>): string {
  // A JSON string without DEL is a basic string of TOML.
  const pairs = Object.entries(fields).map(
    ([key, value]) => `${key}=${JSON.stringify(value).replaceAll('\x7f', '\\u007f')}`,
  )
  return `{${pairs.join(',')}}`
}

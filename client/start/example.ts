/** The systems whose policies can be written, with what a person knows them by. */
export const dialects: readonly { readonly name: string; readonly words: string }[] = [
  { name: 'agent-assembly-sandbox', words: 'Agent Assembly, as its Sandbox / Dry-Run page writes policies' },
  { name: 'agent-assembly', words: "Agent Assembly's gateway" },
  { name: 'edictum', words: 'Edictum' },
  { name: 'capfence', words: 'CapFence' },
  { name: 'safeclaw', words: 'SafeClaw, as its simulation page writes policies (YAML)' },
  { name: 'safeclaw-json', words: 'SafeClaw (JSON)' },
  { name: 'authensor', words: 'Authensor (JSON)' },
  { name: 'orca', words: 'Orca' },
]

/** A policy to begin with, and the ending of its file. */
export interface Example {
  readonly text: string
  readonly ending: 'yaml' | 'json'
}

/** The example that a dialect's page begins with; undefined where there is none. */
export function exampleOf(page: string): Example | undefined {
  const [, ending, text] = /^```(yaml|json)\r?\n([\s\S]*?)^```/m.exec(page) ?? []
  return text === undefined ? undefined : { text, ending: ending === 'json' ? 'json' : 'yaml' }
}

const hex32 = /^[0-9a-fA-F]{32}$/
const hyphenated = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/
const wrapped = /^(?:\{(.{36})\}|urn:uuid:(.{36}))$/s

/** A scope's canonical text (agent ids as lower-case hyphenated UUIDs), or what is wrong with it. */
export function parseScope(text: string): { readonly scope: string } | { readonly wrong: string } {
  if (text === 'global') return { scope: text }
  const colon = text.indexOf(':')
  if (colon === -1) return { wrong: 'it must be `global`, or `org:`, `team:`, `agent:` or `tool:` and a name' }
  const [kind, id] = [text.slice(0, colon), text.slice(colon + 1)]
  if (id === '') return { wrong: `a name must follow \`${kind}:\`` }
  if (kind === 'org' || kind === 'team' || kind === 'tool') return { scope: text }
  if (kind !== 'agent') return { wrong: `there is no scope kind \`${kind}\`` }
  const uuid = parseUuid(id)
  return uuid === null ? { wrong: 'the agent id must be a UUID' } : { scope: `agent:${uuid}` }
}

function parseUuid(text: string): string | null {
  const lower = text.toLowerCase()
  if (hex32.test(text)) return lower.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const [, braced, urn] = wrapped.exec(text) ?? []
  const inner = braced ?? urn ?? text
  return hyphenated.test(inner) ? inner.toLowerCase() : null
}

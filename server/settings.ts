/** What a user can set; every key has a default. */
export interface Settings {
  readonly audit: { readonly path: string }
  readonly policies: { readonly include: readonly string[]; readonly exclude: readonly string[] }
}

export const defaultSettings: Settings = {
  audit: { path: '' },
  policies: { include: ['**/*.{yaml,yml,json}'], exclude: [] },
}

/** Settings out of what the client sent, whatever that is: keys of another type fall back to their default. */
export function readSettings(sent: unknown): Settings {
  const path = at(sent, 'audit', 'path')
  const include = at(sent, 'policies', 'include')
  const exclude = at(sent, 'policies', 'exclude')
  return {
    audit: { path: typeof path === 'string' ? path : defaultSettings.audit.path },
    policies: {
      include: isStrings(include) && include.length > 0 ? include : defaultSettings.policies.include,
      exclude: isStrings(exclude) ? exclude : defaultSettings.policies.exclude,
    },
  }
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined
  }, value)
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

import { readdirSync } from 'node:fs'
import path from 'node:path'
import { workspaceRoot } from '../audit/place.ts'

const places: readonly { readonly folder: string; readonly names: RegExp }[] = [
  { folder: '.rehearsal', names: /\.(ya?ml|json)$/i },
  { folder: '.', names: /\.policy\.ya?ml$/i },
  { folder: 'policies', names: /\.(ya?ml|json)$/i },
]

/**
 * What could be a policy of the project around `folder` by its name and place: `.rehearsal/*.yaml|yml|json`,
 * `*.policy.yaml|yml` at its root, and `policies/*.yaml|yml|json`, without test files; absolute, in that order, each
 * sorted by name.
 */
export function policyCandidates(folder: string): readonly string[] {
  const root = workspaceRoot(folder)
  return places.flatMap(({ folder: place, names }) => {
    const within = path.join(root, place)
    return listed(within)
      .filter((name) => names.test(name) && !/\.test\.(ya?ml|json)$/i.test(name))
      .map((name) => path.join(within, name))
  })
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

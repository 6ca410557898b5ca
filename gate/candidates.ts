import { readdirSync } from 'node:fs'
import path from 'node:path'
import { workspaceRoot } from '../audit/place.ts'

const places: readonly { readonly folder: string; readonly names: RegExp }[] = [
  { folder: '.rehearsal', names: /\.(ya?ml|json)$/i },
  { folder: '.', names: /\.policy\.ya?ml$/i },
  { folder: 'policies', names: /\.(ya?ml|json)$/i },
]

/**
 * The files of the project around `folder` that can be policies by their names: `.rehearsal/*.yaml|yml|json`,
 * `*.policy.yaml|yml` at its root, and `policies/*.yaml|yml|json`; absolute, in that order, each sorted by name. Test
 * files are left out.
 */
export function policyCandidates(folder: string): readonly string[] {
  const root = workspaceRoot(folder)
  return places.flatMap(({ folder: place, names }) => {
    const within = path.join(root, place)
    const candidates = listed(within).filter((name) => names.test(name) && !/\.test\.(ya?ml|json)$/i.test(name))
    return candidates.map((name) => path.join(within, name))
  })
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

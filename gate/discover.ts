import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { workspaceRoot } from '../audit/place.ts'
import { detectDialect } from '../evaluator/registry.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { readYaml } from '../evaluator/yaml/read.ts'

/** Larger files are no policies that a person keeps; they are not read. */
const largest = 4 * 1024 * 1024

const places: readonly { readonly folder: string; readonly names: RegExp }[] = [
  { folder: '.rehearsal', names: /\.(ya?ml|json)$/i },
  { folder: '.', names: /\.policy\.ya?ml$/i },
  { folder: 'policies', names: /\.(ya?ml|json)$/i },
]

/**
 * The policies of the project around `folder`, when none are named: `.rehearsal/*.yaml|yml|json`, `*.policy.yaml|yml`
 * at its root, and `policies/*.yaml|yml|json`; absolute, in that order, each sorted by name. A file counts when a
 * dialect knows it by its content; test files do not.
 */
export function discoverPolicies(folder: string): readonly string[] {
  const root = workspaceRoot(folder)
  return places.flatMap(({ folder: place, names }) => {
    const within = path.join(root, place)
    const candidates = listed(within).filter((name) => names.test(name) && !/\.test\.(ya?ml|json)$/i.test(name))
    return candidates.map((name) => path.join(within, name)).filter(isPolicy)
  })
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function isPolicy(file: string): boolean {
  try {
    if (statSync(file).size > largest) return false
    return detectDialect(readYaml(readFileSync(file, 'utf8'), coreYaml).root) !== null
  } catch {
    return false
  }
}

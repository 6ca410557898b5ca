import { readFileSync, statSync } from 'node:fs'
import { detectDialect } from '../evaluator/registry.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { readYaml } from '../evaluator/yaml/read.ts'
import { policyCandidates } from './candidates.ts'

/** Larger files are no policies that a person keeps; they are not read. */
const largest = 4 * 1024 * 1024

/**
 * The policies of the project around `folder`, when none are named: those of its candidates that a dialect knows by
 * their content; absolute, in the candidates' order.
 */
export function discoverPolicies(folder: string): readonly string[] {
  return policyCandidates(folder).filter(isPolicy)
}

function isPolicy(file: string): boolean {
  try {
    if (statSync(file).size > largest) return false
    return detectDialect(readYaml(readFileSync(file, 'utf8'), coreYaml).root) !== null
  } catch {
    return false
  }
}

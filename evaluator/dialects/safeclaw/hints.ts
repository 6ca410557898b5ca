import { didYouMean } from '../../words.ts'
import type { Findings } from './findings.ts'
import type { SafeclawRule } from './model.ts'
import { knownActions } from './words.ts'

/** Adds what loads and is judged as written, but rarely means what its author meant. */
export function addHints(found: Findings, rules: readonly SafeclawRule[]): void {
  for (const rule of rules) {
    if (!knownActions.some((action) => action === rule.action)) {
      const known = knownActions.map((action) => `\`${action}\``).join(', ')
      const message = `No action of this system has the type \`${rule.action}\` (${known}).${didYouMean(rule.action, knownActions)}`
      found.hint('unknown-action', 'warning', rule.actionRange, message)
    }
    if (rule.conditions.length === 0) {
      const message = `\`${rule.name}\` has no conditions: it decides every \`${rule.action}\` that reaches it.`
      found.hint('no-conditions', rule.verdict === 'ALLOW' ? 'warning' : 'information', rule.nameRange, message)
    }
    for (const { field, operator, value, valueRange } of rule.conditions) {
      if (field !== 'path' || operator === 'matches') continue
      const values: readonly string[] = typeof value === 'string' ? [value] : value
      if (!values.some((one) => one.split(/[/\\]/).includes('..'))) continue
      const message = 'Paths are compared as they are written: `..` is not resolved, in the rule or in the call.'
      found.hint('dots-in-path', 'warning', valueRange, message)
    }
  }
}

import type { FlipTarget, Refusal } from '../../dialect.ts'
import type { SafeclawJsonModel } from './model.ts'

/** This document has no mode; what it says is always enforced. */
export function flip(_model: SafeclawJsonModel, { kind }: FlipTarget): Refusal {
  if (kind === 'rule') {
    const message =
      'A rule of this dialect has no mode of its own; observe the whole policy with `--enforcement-mode observe`.'
    return { code: 'rule-has-no-mode', message }
  }
  if (kind === 'override') return { code: 'no-such-override', message: 'This dialect has no overrides.' }
  const message =
    'This dialect has no mode to flip: its engine always enforces. Observe it with `--enforcement-mode observe`.'
  return { code: 'no-mode', message }
}

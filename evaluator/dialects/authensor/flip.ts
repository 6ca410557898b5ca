import type { FlipTarget, Refusal } from '../../dialect.ts'
import type { AuthensorModel } from './model.ts'

/** This document has no mode: `enabled` takes a policy out, which lets others, or the final deny, decide. */
export function flip(_model: AuthensorModel, { kind }: FlipTarget): Refusal {
  if (kind === 'rule') {
    const message =
      'A rule of this dialect has no mode of its own; observe the whole policy with `--enforcement-mode observe`.'
    return { code: 'rule-has-no-mode', message }
  }
  if (kind === 'override') return { code: 'no-such-override', message: 'This dialect has no overrides.' }
  const message =
    'This dialect has no mode to flip: its engine always enforces, and `enabled: false` would deny what no other policy allows. Observe it with `--enforcement-mode observe`, or as a shadow policy of the control plane.'
  return { code: 'no-mode', message }
}

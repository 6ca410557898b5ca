import { alwaysEnforced } from '../../alwaysEnforced.ts'
import type { FlipTarget, Refusal } from '../../dialect.ts'
import type { AuthensorModel } from './model.ts'

/** This document has no mode: `enabled` takes a policy out, which lets others, or the final deny, decide. */
export function flip(_model: AuthensorModel, target: FlipTarget): Refusal {
  return alwaysEnforced(
    target,
    ', and `enabled: false` would deny what no other policy allows. Observe it with `--enforcement-mode observe`, or as a shadow policy of the control plane.',
  )
}

import { alwaysEnforced } from '../../alwaysEnforced.ts'
import type { FlipTarget, Refusal } from '../../dialect.ts'
import type { SafeclawJsonModel } from './model.ts'

/** This document has no mode; what it says is always enforced. */
export function flip(_model: SafeclawJsonModel, target: FlipTarget): Refusal {
  return alwaysEnforced(target, '. Observe it with `--enforcement-mode observe`.')
}

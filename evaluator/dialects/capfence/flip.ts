import type { FlipEdits, FlipTarget, Refusal } from '../../dialect.ts'
import type { CapfenceModel } from './model.ts'

export function flip(_model: CapfenceModel, _target: FlipTarget): FlipEdits | Refusal {
  return { code: 'x', message: 'x' }
}

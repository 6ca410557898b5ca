import type { FlipTarget, Refusal } from './dialect.ts'

/** The answer to any flip in a dialect without modes; `rest` ends the sentence and says how such a policy is observed. */
export function alwaysEnforced({ kind }: FlipTarget, rest: string): Refusal {
  if (kind === 'rule') {
    const message =
      'A rule of this dialect has no mode of its own; observe the whole policy with `--enforcement-mode observe`.'
    return { code: 'rule-has-no-mode', message }
  }
  if (kind === 'override') return { code: 'no-such-override', message: 'This dialect has no overrides.' }
  return { code: 'no-mode', message: `This dialect has no mode to flip: its engine always enforces${rest}` }
}

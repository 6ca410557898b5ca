import type { Mode } from '../evaluator/effect.ts'

export const modeWords = ['enforce', 'observe', 'disabled'] as const satisfies readonly Mode[]

/** The mode that `word` names; undefined when it names none. */
export function modeOf(word: string): Mode | undefined {
  return modeWords.find((mode) => mode === word)
}

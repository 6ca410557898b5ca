import { compilePattern } from '../../evaluator/regex/compile.ts'
import { type Clause, namedSample } from './conditions.ts'
import { sampleText } from './sampleText.ts'

/** A value that a clause holds for, its patterns read as JavaScript's; undefined where none was found easily. */
export function clauseSample(clause: Clause): unknown {
  if (clause.operator !== 'matches') return namedSample(clause)
  const compiled = compilePattern(String(clause.value), 'javascript')
  return (compiled.ok ? sampleText(compiled.pattern) : null) ?? undefined
}

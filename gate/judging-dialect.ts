import type { JudgingDialect } from '../evaluator/dialect.ts'
import { type DialectName, dialectNames } from '../evaluator/policy.ts'
import { loadPart } from './part.ts'

/** The dialect of that name without its reader, loaded alone; throws where there is none. */
export function judgingDialect(name: DialectName): JudgingDialect {
  if (!dialectNames.includes(name)) throw new TypeError(`no dialect is called ${name}`)
  const part = loadPart(`judge-${name}`, `evaluator/dialects/${name}/judging.ts`) as { judging: JudgingDialect }
  return part.judging
}

import type { Dialect, JudgingDialect } from '../../dialect.ts'
import { guarded } from '../../guarded.ts'
import { fromAgent } from './agent.ts'
import { compile } from './compile.ts'
import type { SafeclawJsonModel } from './model.ts'

const own: Pick<Dialect<SafeclawJsonModel>, keyof JudgingDialect> = { name: 'safeclaw-json', compile, fromAgent }

/** This dialect without its reader: for a process that judges a document which is loaded already. */
export const judging: JudgingDialect = guarded(own as unknown as JudgingDialect)

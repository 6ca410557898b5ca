import type { Dialect, JudgingDialect } from '../../dialect.ts'
import { guarded } from '../../guarded.ts'
import { fromAgent } from './agent.ts'
import { compile } from './compile.ts'
import type { AuthensorModel } from './model.ts'

const own: Pick<Dialect<AuthensorModel>, keyof JudgingDialect> = { name: 'authensor', compile, fromAgent }

/** This dialect without its reader: for a process that judges a document which is loaded already. */
export const judging: JudgingDialect = guarded(own as unknown as JudgingDialect)

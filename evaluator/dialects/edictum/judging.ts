import type { Dialect, JudgingDialect } from '../../dialect.ts'
import { guarded } from '../../guarded.ts'
import { compile } from './compile.ts'
import type { EdictumModel } from './model.ts'
import { fromAgent } from './tools.ts'

const own: Pick<Dialect<EdictumModel>, keyof JudgingDialect> = { name: 'edictum', compile, fromAgent }

/** This dialect without its reader: for a process that judges a document which is loaded already. */
export const judging: JudgingDialect = guarded(own as unknown as JudgingDialect)

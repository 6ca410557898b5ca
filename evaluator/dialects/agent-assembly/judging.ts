import type { Dialect, JudgingDialect } from '../../dialect.ts'
import { guarded } from '../../guarded.ts'
import { compile } from './compile.ts'
import type { AgentAssemblyModel } from './model.ts'
import { fromAgent } from './tools.ts'

const own: Pick<Dialect<AgentAssemblyModel>, keyof JudgingDialect> = { name: 'agent-assembly', compile, fromAgent }

/** This dialect without its reader: for a process that judges a document which is loaded already. */
export const judging: JudgingDialect = guarded(own as unknown as JudgingDialect)

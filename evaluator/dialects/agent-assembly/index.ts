import type { Dialect } from '../../dialect.ts'
import { compile } from './compile.ts'
import { detect } from './detect.ts'
import { flip } from './flip.ts'
import { load } from './load.ts'
import type { AgentAssemblyModel } from './model.ts'
import { fromAgent, toolNames } from './tools.ts'
import { vocabulary } from './vocabulary.ts'

/** The section-schema policy document of Agent Assembly's gateway. */
export const agentAssembly: Dialect<AgentAssemblyModel> = {
  name: 'agent-assembly',
  follows: 'Agent Assembly 0.0.1-rc.6 (main at 19fa34470, 2026-08-23)',
  toolNames,
  vocabulary,
  composes: false,
  detect,
  load,
  compile,
  flip,
  fromAgent,
}

import type { Dialect } from '../../dialect.ts'
import { fromAgent, toolNames } from './agent.ts'
import { compile } from './compile.ts'
import { detect } from './detect.ts'
import { flip } from './flip.ts'
import { load } from './load.ts'
import type { OrcaModel } from './model.ts'
import { vocabulary } from './vocabulary.ts'

/** OrcaRouter's agent firewall: an offline picture of one workspace's policies. */
export const orca: Dialect<OrcaModel> = {
  name: 'orca',
  follows: "OrcaRouter's firewall documentation, as read in November 2026",
  toolNames,
  vocabulary,
  composes: false,
  detect,
  load,
  compile,
  flip,
  fromAgent,
}

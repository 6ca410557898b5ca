import type { Dialect } from '../../dialect.ts'
import { fromAgent, toolNames } from './agent.ts'
import { compile } from './compile.ts'
import { detect } from './detect.ts'
import { flip } from './flip.ts'
import { load } from './load.ts'
import type { CapfenceModel } from './model.ts'
import { vocabulary } from './vocabulary.ts'

/** CapFence's policies, and what its runtime makes of their verdicts. */
export const capfence: Dialect<CapfenceModel> = {
  name: 'capfence',
  follows: 'CapFence 0.9.0 on Python 3.11 with PyYAML 6.0',
  toolNames,
  vocabulary,
  composes: false,
  detect,
  load,
  compile,
  flip,
  fromAgent,
}

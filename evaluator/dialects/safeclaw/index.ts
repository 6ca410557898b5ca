import type { Dialect } from '../../dialect.ts'
import { compile } from './compile.ts'
import { detect } from './detect.ts'
import { flip } from './flip.ts'
import { load } from './load.ts'
import type { SafeclawModel } from './model.ts'
import { slices } from './slices.ts'
import { fromAgent, toolNames } from './tools.ts'
import { vocabulary } from './vocabulary.ts'

/** The YAML policy of SafeClaw's page on simulating before enforcing. */
export const safeclaw: Dialect<SafeclawModel> = {
  name: 'safeclaw',
  follows: "SafeClaw's page on simulation before enforcement",
  toolNames,
  vocabulary,
  composes: false,
  detect,
  load,
  slices,
  compile,
  flip,
  fromAgent,
}

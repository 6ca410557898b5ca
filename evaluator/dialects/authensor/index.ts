import type { Dialect } from '../../dialect.ts'
import { fromAgent, toolNames } from './agent.ts'
import { compile } from './compile.ts'
import { detect } from './detect.ts'
import { flip } from './flip.ts'
import { load } from './load.ts'
import type { AuthensorModel } from './model.ts'
import { vocabulary } from './vocabulary.ts'

/** The JSON policy that SafeClaw's local simulator judges by, with the classifier and checks that stand before it. */
export const authensor: Dialect<AuthensorModel> = {
  name: 'authensor',
  follows: '@authensor/engine 0.0.1 (AUTHENSOR 1.5.0-alpha.2)',
  toolNames,
  vocabulary,
  composes: false,
  detect,
  load,
  compile,
  flip,
  fromAgent,
}

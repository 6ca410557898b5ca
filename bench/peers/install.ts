import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nestedNpm } from '../../scripts/nested-npm.mjs'

const here = import.meta.dirname

/** Installs the peers here on the first run; false, with npm's own words on stderr, where they cannot be had. */
export function ensurePeers(): boolean {
  return existsSync(join(here, 'node_modules')) || nestedNpm(['install', '--ignore-scripts'], here)
}

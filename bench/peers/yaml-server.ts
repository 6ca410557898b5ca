import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePeers } from './install.ts'

/** The start command of yaml-language-server, installed here on the first run; null where it cannot be had. */
export function yamlLanguageServer(): readonly string[] | null {
  const entry = join(import.meta.dirname, 'node_modules/yaml-language-server/bin/yaml-language-server')
  return ensurePeers() && existsSync(entry) ? [entry, '--stdio'] : null
}

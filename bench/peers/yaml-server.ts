import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The start command of yaml-language-server, installed here on the first run; null where it cannot be had. */
export function yamlLanguageServer(): readonly string[] | null {
  const entry = join(import.meta.dirname, 'node_modules/yaml-language-server/bin/yaml-language-server')
  if (!existsSync(entry)) {
    spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: import.meta.dirname })
  }
  return existsSync(entry) ? [entry, '--stdio'] : null
}

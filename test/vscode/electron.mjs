/**
 * `npm run test:electron`: the host suite in VS Code itself. It downloads VS Code, so it needs the network; the rest of the
 * tests run in code-server and do not.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTests } from '@vscode/test-electron'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'rehearsal-electron-'))
cpSync(join(root, 'examples'), folder, { recursive: true })
try {
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: join(import.meta.dirname, 'host-suite.cjs'),
    launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust'],
    extensionTestsEnv: { REHEARSAL_SUITE_FOLDER: folder },
  })
  console.log('1 passed, 0 failed')
} catch (error) {
  console.error(`VS Code could not be run: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

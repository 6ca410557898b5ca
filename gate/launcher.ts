import { realpathSync } from 'node:fs'

/** How an agent starts this very command line again: the Node it runs on, and its file. */
export function launcher(): readonly string[] {
  const node = [process.execPath, realpathSync(process.argv[1] ?? '')]
  return process.versions.electron === undefined ? node : ['env', 'ELECTRON_RUN_AS_NODE=1', ...node]
}

import { existsSync } from 'node:fs'
import path from 'node:path'
import { type NamedFilesIn, namedFiles } from '../audit/named-files.ts'
import { workspaceRoot } from '../audit/place.ts'
import { isWithin } from '../audit/within.ts'
import type { NamedFiles } from '../evaluator/text.ts'

/**
 * The documents that the policy in `file` calls for. An agent's working directory moves, is the agent's to choose, and may
 * be another project's: taken for the folder in which the engine is started is the root of the repository that holds the
 * policy, without one the project around `folder` where that holds it, else the policy's own folder. Nothing is looked at
 * before the first is asked for.
 */
export function projectFiles(folder: string, file: string): NamedFiles {
  let files: NamedFiles | null = null
  return {
    made: new WeakMap(),
    read(name) {
      files ??= namedFiles({ ...startedIn(folder, path.dirname(file)), beside: path.dirname(file) })
      return files.read(name)
    },
  }
}

function startedIn(folder: string, home: string): Pick<NamedFilesIn, 'start' | 'startIs'> {
  const own = workspaceRoot(home)
  if (existsSync(path.join(own, '.git'))) return { start: own, startIs: 'the root of its repository' }
  const project = workspaceRoot(folder)
  return isWithin(own, project) ? { start: project, startIs: 'the project' } : { start: own, startIs: 'its own folder' }
}

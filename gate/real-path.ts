import { realpathSync } from 'node:fs'
import path from 'node:path'

/** The real path of what exists of `file`, with the rest of it behind. */
export function realPath(file: string): string {
  for (let at = path.resolve(file), rest = ''; ; at = path.dirname(at)) {
    try {
      return path.join(realpathSync.native(at), rest)
    } catch {
      if (path.dirname(at) === at) return file
      rest = path.join(path.basename(at), rest)
    }
  }
}

import { dirname } from 'node:path'
import type { FilesNamedBy } from '../analysis/policyDocument.ts'
import { type NamedFilesIn, namedFiles } from '../audit/named-files.ts'
import { isWithin } from '../audit/within.ts'

/** The workspace folder that holds a file, the innermost of several; undefined where none does. */
export function homeOf(path: string, folders: readonly string[]): string | undefined {
  return folders.filter((folder) => isWithin(path, folder)).sort((a, b) => b.length - a.length)[0]
}

/**
 * Where an engine that looks names up in its working directory is taken to be started: nobody here can tell, so it is the
 * workspace folder of the document, else the document's own.
 */
export function startFolder(path: string, folders: readonly string[]): string {
  return homeOf(path, folders) ?? dirname(path)
}

/** What the files that policies name depend on. */
export interface FilesAround {
  readonly folders: readonly string[]
  /** Where the folders are not trusted no name leads out of them. */
  readonly trusted: boolean
  /** The text of an open document by its path. */
  readonly open: (path: string) => string | undefined
}

/** The documents that policies call for, as they stand in the editor or else on the disk. */
export function filesNamedIn({ folders, trusted, open }: FilesAround): FilesNamedBy {
  return (path, before = []) =>
    namedFiles({ ...startedFor(path, folders, trusted), before, beside: dirname(path), open })
}

/** How an engine is taken to be started that reads the document at `path`. */
export function startedFor(
  path: string,
  folders: readonly string[],
  trusted: boolean,
): Pick<NamedFilesIn, 'start' | 'startIs' | 'within'> {
  const start = startFolder(path, folders)
  const isOpen = homeOf(path, folders) !== undefined
  const startIs = isOpen ? 'the workspace folder' : 'its own folder, as no folder is open that holds it'
  return trusted ? { start, startIs } : { start, startIs, within: start }
}

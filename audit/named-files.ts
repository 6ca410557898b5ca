import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'
import type { NamedFiles, PolicyText, Unread } from '../evaluator/text.ts'
import { isWithin } from './within.ts'

/** Where documents that a policy calls for are looked for. */
export interface NamedFilesIn {
  /** The folder in which the engine is taken to be started: relative names begin there. Absolute. */
  readonly start: string
  /** What that folder is to whoever reads of it. */
  readonly startIs: string
  /** Folders that are looked through before it; absolute. */
  readonly before?: readonly string[]
  /** The folder of the document that calls for them, where that is known: one that stands there only is said. */
  readonly beside?: string
  /** The folder that no name may lead out of; absent where any file may be read. */
  readonly within?: string
  /** The text of a file where somebody has a newer one than the disk. */
  readonly open?: (path: string) => string | undefined
}

/** Larger files are not read, in bytes. */
const largest = 4 * 1024 * 1024
/** A file that was written this close before it was read may be written again without looking different, in ms. */
const unsettled = 100
/** What Python takes for a file that does not exist. */
const absent = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EBADF', 'ERR_INVALID_ARG_VALUE']

interface Kept {
  readonly looks: string
  readonly text: PolicyText
}

type Found = { readonly text: string } | { readonly unread: Unread }

/** Reads the files that a policy names, each again only when it looks different. Waits for nothing but the disk: what is no ordinary file is not opened. */
export function namedFiles(where: NamedFilesIn): NamedFiles {
  const kept = new Map<string, Kept>()
  return {
    made: new WeakMap(),
    read(name) {
      const file = placeOf(name, where)
      const open = where.open?.(file)
      const looks = open === undefined ? looksOf(file) : null
      const known = kept.get(name)
      if (known?.text.path === file && (looks === null ? hasText(known.text, open) : known.looks === looks.text)) {
        return known.text
      }
      const found = outside(name, file, where) ?? (open === undefined ? readPlain(name, file, where) : { text: open })
      const read: PolicyText = { path: file, named: name, text: '', ...found }
      const text = known !== undefined && isSame(known.text, read) ? known.text : read
      kept.set(name, { looks: looks?.isSettled === true ? looks.text : '', text })
      return text
    },
  }
}

function hasText({ text, unread }: PolicyText, wanted: string | undefined): boolean {
  return unread === undefined && text === wanted
}

function isSame(a: PolicyText, b: PolicyText): boolean {
  return a.path === b.path && a.text === b.text && a.unread?.message === b.unread?.message
}

/** Whether every document that a model's policy called for is still as it was read. */
export function areCurrent(further: readonly PolicyText[], files: NamedFiles): boolean {
  return further.every((text) => text.named === undefined || files.read(text.named) === text)
}

/** The files that were called for, those that are not there included; absolute. */
export function pathsCalledFor(further: readonly PolicyText[]): readonly string[] {
  return further.flatMap(({ named, path }) => (named === undefined ? [] : [path]))
}

/** Where the name leads: the first folder that has something there, else the one where the engine is started. */
function placeOf(name: string, { start, before = [], open }: NamedFilesIn): string {
  const places = path.isAbsolute(name) ? [] : before.map((folder) => resolved(folder, name))
  return places.find((place) => open?.(place) !== undefined || isThere(place)) ?? resolved(start, name)
}

/** The path of a name, where a step out of a folder that is a link leads out of what it links to. */
function resolved(folder: string, name: string): string {
  const file = path.resolve(folder, name)
  if (!/(?:^|[\\/])\.\.[\\/]/.test(name)) return file
  const from = path.isAbsolute(name) ? path.dirname(name) : folder + path.sep + path.dirname(name)
  const real = path.join(realPath(from), path.basename(name))
  return realPath(file) === realPath(real) ? file : real
}

function isThere(file: string): boolean {
  return !('code' in lookedAt(file))
}

function readPlain(name: string, file: string, where: NamedFilesIn): Found {
  const looked = lookedAt(file)
  if ('code' in looked) return { unread: ofFault(name, looked.code, where) }
  if (looked.isDirectory()) return { unread: { as: 'folder', message: `\`${name}\` is a folder, not a policy.` } }
  if (!looked.isFile()) return { unread: unforeseen(`\`${name}\` is a pipe or a device, which nobody waits for here`) }
  let descriptor: number | undefined
  try {
    // Should something else have come there by now, opening it does not wait either.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const opened = fstatSync(descriptor)
    if (!opened.isFile()) return { unread: unforeseen(`\`${name}\` has just become something else than a file`) }
    if (opened.size > largest) {
      return {
        unread: unforeseen(`\`${name}\` has more than the ${largest / 1024 / 1024} MiB that are read of a parent`),
      }
    }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(descriptor)) }
  } catch (error) {
    return { unread: ofFault(name, codeOf(error), where) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function unforeseen(why: string): Unread {
  return { as: 'unforeseen', message: `${why}. Calls are not judged by this policy.` }
}

function ofFault(name: string, code: string, where: NamedFilesIn): Unread {
  if (absent.includes(code)) return missing(name, code, where)
  if (code === 'EISDIR') return { as: 'folder', message: `\`${name}\` is a folder, not a policy.` }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return { as: 'raised', raised: 'UnicodeDecodeError', message: `\`${name}\` is not UTF-8; save it as UTF-8.` }
  }
  const denied = code === 'EACCES' || code === 'EPERM'
  const message = denied ? `\`${name}\` may not be read by this user.` : `\`${name}\` cannot be read (${code}).`
  return { as: 'raised', raised: denied ? 'PermissionError' : 'OSError', message }
}

function missing(name: string, code: string, { start, startIs, beside }: NamedFilesIn): Unread {
  if (code === 'ELOOP') return { as: 'missing', message: `\`${name}\` is a symbolic link that leads back to itself.` }
  if (path.isAbsolute(name)) return { as: 'missing', message: `There is no policy \`${name}\`.` }
  const asked = `There is no policy \`${name}\` in \`${start}\`, ${startIs}: the engine looks from the folder in which it is started, not beside this file.`
  const instead = beside === undefined ? null : path.relative(start, path.join(beside, name))
  if (instead === null || instead === '' || instead === name || !isThere(path.join(start, instead))) {
    return { as: 'missing', message: asked }
  }
  const written = instead.replaceAll(path.sep, '/')
  return { as: 'missing', message: `${asked} From there, the one beside it is \`${written}\`.`, instead: written }
}

/** In a folder that is not trusted nothing outside of it is read. */
function outside(name: string, file: string, { within }: NamedFilesIn): Found | null {
  if (within === undefined || (isWithin(file, within) && isWithin(realPath(file), realPath(within)))) return null
  return { unread: unforeseen(`\`${name}\` leads out of a folder that is not trusted`) }
}

function realPath(file: string): string {
  try {
    return realpathSync.native(file)
  } catch {
    return file
  }
}

function lookedAt(file: string): Stats | { readonly code: string } {
  try {
    return statSync(file)
  } catch (error) {
    return { code: codeOf(error) }
  }
}

function looksOf(file: string): { readonly text: string; readonly isSettled: boolean } {
  const looked = lookedAt(file)
  if ('code' in looked) return { text: looked.code, isSettled: true }
  const { dev, ino, size, mode, mtimeMs, ctimeMs } = looked
  const isSettled = Math.max(mtimeMs, ctimeMs) < Date.now() - unsettled
  return { text: [dev, ino, size, mode, mtimeMs, ctimeMs].join(' '), isSettled }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { ensureFolder, type Machine } from '../../audit/place.ts'
import type { Form, FormPolicy, SeenFile } from './form.ts'

/** Larger forms are not kept: reading one would take as long as making it. */
const largest = 8 * 1024 * 1024
/** A form that was not made again for so long is thrown away with the next one that is kept, in ms. */
const oldest = 30 * 24 * 3_600_000
const ending = '.json'

/** Where forms are kept: the user's own cache folder, which no variable but the home's names. */
export function formFolder({ homedir, platform }: Machine): string {
  const join = platform === 'win32' ? path.win32.join : path.posix.join
  return join(homedir, '.cache', 'rehearsal', 'policies')
}

/**
 * The form that was kept for just these files with just these texts by just this maker; null for anything else, also
 * for a file that others could have written. Never throws.
 */
export function readForm(folder: string, maker: string, seen: readonly SeenFile[]): Form | null {
  const text = readOwn(formFile(folder, seen))
  if (text === null) return null
  try {
    const [head = '', ...models] = text.split('\n')
    const header = JSON.parse(head) as Header
    if (header.maker !== maker || !sameFiles(header.seen, seen) || !sameLengths(header.policies, models)) return null
    const policies = header.policies.map(({ length: _, ...policy }, at) => ({ ...policy, model: models[at] ?? '' }))
    return { maker, seen, policies }
  } catch {
    return null
  }
}

/** Keeps a form, readable for its user alone; false when that cannot be done. Another process sees all of it or none. */
export function keepForm(folder: string, form: Form, now: number): boolean {
  const policies = form.policies.map(({ model, ...policy }) => ({ ...policy, length: model.length }))
  const header: Header = { maker: form.maker, seen: form.seen, policies }
  const text = [JSON.stringify(header), ...form.policies.map(({ model }) => model), ''].join('\n')
  if (text.length > largest) return false
  const target = formFile(folder, form.seen)
  const draft = `${target}.${process.pid}`
  try {
    if (!ensureFolder(folder, true).ok) return false
    rmSync(draft, { force: true })
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
    renameSync(draft, target)
    throwAway(folder, now)
    return true
  } catch {
    rmSync(draft, { force: true })
    return false
  }
}

interface Header {
  readonly maker: string
  readonly seen: readonly SeenFile[]
  readonly policies: readonly (Omit<FormPolicy, 'model'> & { readonly length: number })[]
}

function sameFiles(kept: readonly SeenFile[], seen: readonly SeenFile[]): boolean {
  return (
    kept.length === seen.length &&
    seen.every(({ file, text }, at) => kept[at]?.file === file && kept[at]?.text === text)
  )
}

function sameLengths(policies: Header['policies'], models: readonly string[]): boolean {
  return models.length === policies.length + 1 && policies.every(({ length }, at) => models[at]?.length === length)
}

/** The text of a file that only its user can write; null for any other. */
function readOwn(file: string): string | null {
  let fd: number | undefined
  try {
    fd = openSync(file, 'r')
    const { uid, mode, size } = fstatSync(fd)
    const others = process.platform !== 'win32' && (uid !== process.getuid?.() || (mode & 0o022) !== 0)
    return others || size > largest ? null : readFileSync(fd, 'utf8')
  } catch {
    return null
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

function formFile(folder: string, seen: readonly SeenFile[]): string {
  return path.join(folder, shortName(seen.map(({ file }) => file).join('\n')) + ending)
}

/** A name for a text: two of 2^53 that collide take turns in one file, which costs time and nothing else. */
function shortName(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')
}

function throwAway(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name)
    const { mtimeMs = now } = statSync(file, { throwIfNoEntry: false }) ?? {}
    if (now - mtimeMs > oldest) rmSync(file, { force: true })
  }
}

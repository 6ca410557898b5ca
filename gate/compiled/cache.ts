import path from 'node:path'
import { ensureFolder, type Machine } from '../../audit/place.ts'
import { keepOwnFile, readOwnFile, throwAwayOld } from '../own-file.ts'
import { shortName } from '../short-name.ts'
import type { Form, FormPolicy, SeenFile } from './form.ts'

/** Larger forms are not kept: reading one would take as long as making it. */
const largest = 8 * 1024 * 1024
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
  const bytes = readOwnFile(formFile(folder, seen), largest)
  if (bytes === null) return null
  try {
    const [head = '', ...models] = bytes.toString().split('\n')
    const header = JSON.parse(head) as Header
    if (header.maker !== maker || !sameFiles(header.seen, seen) || !sameLengths(header.policies, models)) return null
    if (!header.policies.every(({ called }) => Array.isArray(called))) return null
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
  try {
    if (!ensureFolder(folder, true).ok || !keepOwnFile(formFile(folder, form.seen), text)) return false
    throwAwayOld(folder, now)
    return true
  } catch {
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

function formFile(folder: string, seen: readonly SeenFile[]): string {
  return path.join(folder, shortName(seen.map(({ file }) => file).join('\n')) + ending)
}

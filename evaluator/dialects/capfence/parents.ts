import type { NamedFiles, PolicyText } from '../../text.ts'
import { type LoadedFile, loadFile } from './load-file.ts'

/** A parent as it was read for one place among a policy's documents. */
interface Made {
  readonly index: number
  readonly prefix: string
  readonly file: LoadedFile
}

/** The documents in which a policy's `extends` finds its parents: those that were given, and those that a reader gives. */
export class Parents {
  readonly document: PolicyText
  private readonly texts: PolicyText[]
  private readonly named: NamedFiles | undefined
  private readonly asked = new Map<string, PolicyText | undefined>()

  constructor(document: PolicyText, given: readonly PolicyText[], named: NamedFiles | undefined) {
    this.document = document
    this.texts = [...given]
    this.named = named
  }

  /** All that was given, and behind it what was read. */
  get further(): readonly PolicyText[] {
    return this.texts
  }

  /** The document that a policy calls so, which may be one that could not be read; undefined where nobody knows one. */
  find(name: string): PolicyText | undefined {
    if (this.asked.has(name)) return this.asked.get(name)
    const found = this.texts.find(({ named }) => named === name) ?? this.read(name) ?? this.given(name)
    this.asked.set(name, found)
    return found
  }

  /** Whether the name is that of a folder, as far as the paths of what was given tell. */
  isFolder(name: string): boolean {
    const path = normalised(name)
    if (path === '.' || path === '/' || /^(?:\.\.\/)*\.\.$/.test(path)) return true
    return [this.document, ...this.texts].some((one) => normalised(one.path).startsWith(`${path}/`))
  }

  /** A parent by itself; its rules' labels begin with `prefix`. */
  load(text: PolicyText, prefix: string): LoadedFile {
    const index = this.texts.indexOf(text) + 1
    const known = this.named?.made.get(text) as Made | undefined
    if (known?.index === index && known.prefix === prefix) return known.file
    const file = loadFile(text, index, prefix)
    this.named?.made.set(text, { index, prefix, file } satisfies Made)
    return file
  }

  /** What is missing on the disk may still have been given. */
  private read(name: string): PolicyText | undefined {
    const read = this.named?.read(name)
    if (read === undefined) return undefined
    if (read.path === this.document.path) return this.document
    if (read.unread?.as === 'missing' && this.given(name) !== undefined) return undefined
    this.texts.push(read)
    return read
  }

  private given(name: string): PolicyText | undefined {
    const path = normalised(name)
    const texts = [this.document, ...this.texts.filter(({ named }) => named === undefined)]
    return texts.find((one) => normalised(one.path) === path) ?? texts.find((one) => endsIn(one.path, path))
  }
}

/** A path without `.` and doubled or final slashes. */
export function normalised(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const settled: string[] = []
  for (const part of parts) {
    if (part === '..' && settled.length > 0 && settled.at(-1) !== '..') settled.pop()
    else settled.push(part)
  }
  return (path.startsWith('/') ? '/' : '') + (settled.join('/') || (path.startsWith('/') ? '' : '.'))
}

/** Whether an absolute path, as hosts give it, ends in the relative one that a policy names. */
function endsIn(given: string, wanted: string): boolean {
  const absolute = given.startsWith('/') || /^[a-z][a-z+.-]*:/i.test(given)
  return absolute && !wanted.startsWith('/') && normalised(given).endsWith(`/${wanted}`)
}

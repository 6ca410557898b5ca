import { Float, Unknown } from '../json/values.ts'
import { PythonBytes } from '../python/bytes.ts'
import { PythonDate } from '../python/date.ts'
import { PythonBundle, PythonCycle, PythonDict } from '../python/document-value.ts'

/**
 * Version of the text that `writeStored` makes. A value is a JSON scalar or a list that begins with what it is: the
 * number of a shape (a plain object with those keys), or one of these words.
 */
export const storedVersion = 2
export const word = {
  list: 'l',
  map: 'm',
  set: 's',
  /** A value that occurs again, and one that occurred. */
  first: 'f',
  again: 'a',
  undefined: 'u',
  /** A number that JSON does not have. */
  number: 'n',
  bigint: 'b',
  bytes: 'x',
  pattern: 'p',
  /** A value that is made when it is first asked for: its number in `late`. */
  late: 'z',
} as const

/** The text of what was kept, parsed. */
export interface StoredText {
  readonly version: number
  readonly shapes: readonly (readonly string[])[]
  readonly value: unknown
  /** The text of the list of values that come late: they refer to those before them, never the other way. */
  readonly late: string
}

/** Keys whose values are a document's own nodes: judging seldom needs any, and they are the larger part of a model. */
export const lateKeys: ReadonlySet<string> = new Set(['root', 'node'])

type Parts = readonly unknown[]

/** Every class whose instances documents hold: what it is made of, and how it is made again. */
export const classes: Readonly<
  Record<string, { readonly of: unknown; parts(value: never): Parts; make(parts: never): object }>
> = {
  Float: {
    of: Float,
    parts: ({ value }: Float) => [value],
    make: ([value]: [number]) => new Float(value),
  },
  Unknown: {
    of: Unknown,
    parts: ({ reason }: Unknown) => [reason],
    make: ([reason]: [string]) => new Unknown(reason),
  },
  PythonDate: {
    of: PythonDate,
    parts: ({ kind, text }: PythonDate) => [kind, text],
    make: ([kind, text]: [PythonDate['kind'], string]) => new PythonDate(kind, text),
  },
  PythonBytes: {
    of: PythonBytes,
    parts: ({ bytes }: PythonBytes) => [bytes],
    make: ([bytes]: [Uint8Array]) => new PythonBytes(bytes),
  },
  PythonDict: {
    of: PythonDict,
    parts: ({ entries }: PythonDict) => [entries],
    make: ([entries]: [PythonDict['entries']]) => new PythonDict(entries),
  },
  PythonBundle: {
    of: PythonBundle,
    parts: ({ kind, items }: PythonBundle) => [kind, items],
    make: ([kind, items]: [PythonBundle['kind'], PythonBundle['items']]) => new PythonBundle(kind, items),
  },
  PythonCycle: {
    of: PythonCycle,
    parts: ({ text }: PythonCycle) => [text],
    make: ([text]: [PythonCycle['text']]) => new PythonCycle(text),
  },
}

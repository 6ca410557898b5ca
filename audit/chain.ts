import { hash } from 'node:crypto'
import { type EventColumn, eventColumns } from './row.ts'
import { erasableColumns } from './schema.ts'

/** What the first row of a log follows. */
export const firstPrevHash = '0'.repeat(64)

/** What an event's columns hold, as they are appended or as the table keeps them: without a value they are null or absent. */
export type RowColumns = { readonly [column in EventColumn | 'hits']?: string | number | null }

/** A row's place in the chain. */
export interface ChainPlace {
  readonly seq: number
  /** The hash of the row before. */
  readonly prev_hash: string
}

/** A row as the table keeps it. */
export type StoredRow = RowColumns &
  ChainPlace & {
    readonly hits?: string | null
    readonly salt?: string | null
    readonly erased_digest?: string | null
    readonly hash: string
  }

type Columns = readonly (keyof RowColumns)[]

const erasable: Columns = [...erasableColumns].sort()
const plain: Columns = [...(Object.keys(eventColumns) as EventColumn[]), 'hits' as const].filter(
  (name) => !(erasable as readonly string[]).includes(name),
)

/** SHA-256 (hex) over the salt and the canonical JSON of the erasable columns that have a value; null without any. */
export function erasableDigest(row: RowColumns, salt: string | null | undefined): string | null {
  const contents = canonicalJson({ ...erasableInOrder }, erasable, row)
  return contents === '{}' ? null : hash('sha256', `${salt}${contents}`, 'hex')
}

/**
 * The hash that chains `row`: SHA-256 (hex) over the canonical JSON (RFC 8785) of its columns as the table holds them,
 * JSON columns as their text, columns without a value left out; `prev_hash` and `seq` are in it, the erasable columns
 * stand in it as one key `erasable` with `digest`.
 */
export function rowHash(row: RowColumns, place: ChainPlace, digest: string | null): string {
  return hash('sha256', canonicalRow(row, place, digest), 'hex')
}

/** The canonical JSON that `rowHash` is taken of. */
export function canonicalRow(row: RowColumns, { seq, prev_hash }: ChainPlace, digest: string | null): string {
  return canonicalJson({ ...chainedInOrder, seq, prev_hash, erasable: digest ?? undefined }, plain, row)
}

type Members = { [name: string]: string | number | undefined }

/** An object's members are written in the order in which it got them: canonical JSON wants that of their names. */
function inOrder(names: readonly string[]): Members {
  return Object.fromEntries([...names].sort().map((name) => [name, undefined]))
}
const erasableInOrder = inOrder(erasable)
const chainedInOrder = inOrder([...plain, 'seq', 'prev_hash', 'erasable'])

/** Fills `members` with the values that a row has: whole numbers or well-formed strings, which `JSON.stringify` writes canonically. */
function canonicalJson(members: Members, names: Columns, row: RowColumns): string {
  for (const name of names) members[name] = row[name] ?? undefined
  return JSON.stringify(members)
}

import { hash } from 'node:crypto'
import { type EventColumn, eventColumns } from './row.ts'
import { erasableColumns } from './schema.ts'

/** What the first row of a log follows. */
export const firstPrevHash = '0'.repeat(64)

/** A row as the table keeps it; columns without a value are null or absent. */
export type StoredRow = { readonly [column in EventColumn]?: string | number | null } & {
  readonly seq: number
  readonly hits?: string | null
  readonly salt?: string | null
  readonly erased_digest?: string | null
  readonly prev_hash: string
  readonly hash: string
}

type ChainedColumn = EventColumn | 'seq' | 'hits' | 'prev_hash'

/** Written without a sort of its own on each row, which would cost as much as the hash. */
const erasable = [...erasableColumns].sort()
const chained = [...(Object.keys(eventColumns) as EventColumn[]), 'seq', 'hits', 'prev_hash']
  .filter((name) => !(erasableColumns as readonly string[]).includes(name))
  .sort() as ChainedColumn[]
const beforeDigest = chained.filter((name) => name < 'erasable')
const afterDigest = chained.filter((name) => name > 'erasable')

/** SHA-256 (hex) over the salt and the canonical JSON of the erasable columns that have a value; null without any. */
export function erasableDigest(row: Partial<StoredRow>): string | null {
  const members = membersOf(row, erasable)
  return members === '' ? null : hash('sha256', `${row.salt}{${members.slice(1)}}`, 'hex')
}

/**
 * The hash that chains `row`: SHA-256 (hex) over the canonical JSON (RFC 8785) of its columns as the table holds them,
 * JSON columns as their text, columns without a value left out; `prev_hash` and `seq` are in it, the erasable columns
 * stand in it as one key `erasable` with `digest`.
 */
export function rowHash(row: Partial<StoredRow>, digest: string | null): string {
  return hash('sha256', canonicalRow(row, digest), 'hex')
}

/** The canonical JSON that `rowHash` is taken of. */
export function canonicalRow(row: Partial<StoredRow>, digest: string | null): string {
  const middle = digest === null ? '' : `,"erasable":${JSON.stringify(digest)}`
  return `{${(membersOf(row, beforeDigest) + middle + membersOf(row, afterDigest)).slice(1)}}`
}

/** Keys in canonical order, values that are whole numbers or well-formed strings: here `JSON.stringify` is canonical. */
function membersOf(row: Partial<StoredRow>, names: readonly ChainedColumn[]): string {
  let text = ''
  for (const name of names) {
    const value = row[name]
    if (value === null || value === undefined) continue
    text += `,"${name}":${typeof value === 'number' ? value : JSON.stringify(value)}`
  }
  return text
}

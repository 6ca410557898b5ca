import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { EventColumn } from './row.ts'
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

const outside: ReadonlySet<string> = new Set([...erasableColumns, 'salt', 'erased_digest', 'hash'])

/** SHA-256 (hex) over the salt and the canonical JSON of the erasable columns that have a value; null without any. */
export function erasableDigest(row: Partial<StoredRow>): string | null {
  const present: Record<string, string | number> = {}
  let any = false
  for (const column of erasableColumns) {
    const value = row[column]
    if (value === null || value === undefined) continue
    present[column] = value
    any = true
  }
  return any ? hash('sha256', `${row.salt}${canonicalize(present)}`, 'hex') : null
}

/**
 * The hash that chains `row`: SHA-256 (hex) over the canonical JSON (RFC 8785) of its columns as the table holds them,
 * JSON columns as their text, columns without a value left out; `prev_hash` and `seq` are in it, the erasable columns
 * stand in it as one key `erasable` with `digest`.
 */
export function rowHash(row: Partial<StoredRow>, digest: string | null): string {
  const chained: Record<string, string | number> = {}
  for (const [column, value] of Object.entries(row)) {
    if (value !== null && value !== undefined && !outside.has(column)) chained[column] = value
  }
  if (digest !== null) chained.erasable = digest
  return hash('sha256', canonicalize(chained) ?? '', 'hex')
}

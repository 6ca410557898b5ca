import { stat } from 'node:fs/promises'
import type { DialectFor } from './dialectSetting.ts'
import type { OpenDocument } from './documents.ts'
import { readFromDisk } from './policies.ts'

interface Kept {
  readonly mtimeMs: number
  readonly size: number
  readonly document: OpenDocument | null
}

/** Policies and test files on the disk, each read again only when its file has changed. */
export class DiskDocuments {
  private readonly byPath = new Map<string, Kept>()
  private readonly dialectFor: DialectFor

  constructor(dialectFor: DialectFor) {
    this.dialectFor = dialectFor
  }

  /** Null for files that are neither, or that cannot be read. */
  async read(path: string): Promise<OpenDocument | null> {
    const found = await stat(path).catch(() => null)
    if (found === null) {
      this.byPath.delete(path)
      return null
    }
    const { mtimeMs, size } = found
    const kept = this.byPath.get(path)
    if (kept?.mtimeMs === mtimeMs && kept.size === size) return kept.document
    const document = await readFromDisk(path, this.dialectFor)
    this.byPath.set(path, { mtimeMs, size, document })
    return document
  }
}

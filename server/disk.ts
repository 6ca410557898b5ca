import { stat } from 'node:fs/promises'
import type { FilesNamedBy } from '../analysis/policyDocument.ts'
import { areCurrent } from '../audit/named-files.ts'
import type { NamedFiles } from '../evaluator/text.ts'
import type { DialectFor } from './dialectSetting.ts'
import type { OpenDocument } from './documents.ts'
import { readFromDisk } from './policies.ts'

interface Kept {
  readonly mtimeMs: number
  readonly size: number
  readonly document: OpenDocument | null
  readonly named: NamedFiles | undefined
}

/** Policies and test files on the disk, each read again only when its file has changed, or one that it calls for. */
export class DiskDocuments {
  private readonly byPath = new Map<string, Kept>()
  private readonly dialectFor: DialectFor
  private readonly namedBy: FilesNamedBy | undefined

  constructor(dialectFor: DialectFor, namedBy?: FilesNamedBy) {
    this.dialectFor = dialectFor
    this.namedBy = namedBy
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
    if (kept?.mtimeMs === mtimeMs && kept.size === size && isCurrent(kept)) return kept.document
    const named = this.namedBy?.(path)
    const document = await readFromDisk(path, this.dialectFor, named && (() => named))
    this.byPath.set(path, { mtimeMs, size, document, named })
    return document
  }
}

function isCurrent({ document, named }: Kept): boolean {
  return named === undefined || areCurrent(document?.policy?.model.further ?? [], named)
}

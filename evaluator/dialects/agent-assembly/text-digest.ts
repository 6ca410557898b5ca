import { createHash } from 'node:crypto'
import type { PolicyText } from '../../text.ts'

/** SHA-256 over a policy's texts, in order. */
export function textDigest(texts: readonly PolicyText[]): string {
  const hash = createHash('sha256')
  for (const { text } of texts) hash.update(`${text.length}:${text}`)
  return hash.digest('hex')
}

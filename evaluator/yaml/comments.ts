import type { CST } from 'yaml'
import type { Range } from '../text.ts'

/** One comment token, `#` included; never a line of a block scalar. */
export interface YamlComment {
  readonly range: Range
  readonly text: string
}

/** How many comments at a document's beginning may say what it is. */
export const firstComments = 10

/** Whether a comment is a test or a word to Rehearsal, or might be a test whose first word is misspelt. */
export function isAddressed({ text }: YamlComment): boolean {
  return /^#\s*(?:test:|rehearsal|[A-Za-z]{3,6}[:\s].*=>)/.test(text)
}

/** The comments that are addressed to Rehearsal, and the first ten. */
export function addressedOf(comments: readonly YamlComment[]): readonly YamlComment[] {
  return comments.filter((comment, index) => index < firstComments || isAddressed(comment))
}

/** Adds the comments inside `token` to `found`, in document order; walks without recursion, so depth cannot hurt it. */
export function collectComments(token: CST.Token, found: YamlComment[]): void {
  const first = found.length
  const waiting: (CST.Token | CST.CollectionItem | CST.SourceToken)[] = [token]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ('type' in next && next.type === 'comment') {
      found.push({ range: { start: next.offset, end: next.offset + next.source.length }, text: next.source })
      continue
    }
    for (const part of partsOf(next)) waiting.push(part)
  }
  const added = found.splice(first).sort((a, b) => a.range.start - b.range.start)
  for (const comment of added) found.push(comment)
}

function partsOf(token: CST.Token | CST.CollectionItem): (CST.Token | CST.CollectionItem)[] {
  const parts: (CST.Token | CST.CollectionItem)[] = []
  const holder = token as Partial<Record<'start' | 'sep' | 'end' | 'props' | 'items', CST.Token[] | CST.Token>> & {
    key?: CST.Token | null
    value?: CST.Token
  }
  for (const name of ['start', 'sep', 'end', 'props', 'items'] as const) {
    const list = holder[name]
    if (Array.isArray(list)) for (const part of list) parts.push(part)
    else if (list) parts.push(list)
  }
  if (holder.key) parts.push(holder.key)
  if (holder.value) parts.push(holder.value)
  return parts
}

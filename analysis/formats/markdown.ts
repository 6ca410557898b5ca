import { markdownTable } from 'markdown-table'
import { escapeForDisplay } from '../../audit/display.ts'

/** One column of a table: its head, and on which side its cells stand. */
export interface Column {
  readonly head: string
  readonly align?: 'left' | 'right'
}

/** A table in GitHub's Markdown; cells are Markdown already: see `words` and `code`. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const align = columns.map((column) => (column.align === 'right' ? 'r' : 'l'))
  return `${markdownTable([columns.map(({ head }) => head), ...rows], { align, alignDelimiters: rows.length < 200 })}\n`
}

/** Text of somebody else's as it is, on one line: no character of it formats, links, mentions somebody or ends a cell. */
export function words(text: string): string {
  return escapeForDisplay(text)
    .replace(/[\\`*_{}[\]()#+!|~<>&$]/g, '\\$&')
    .replace(/@/g, '@\u2060')
    .replace(/(https?|ftp|www)(:|\.)/gi, '$1\u2060$2')
    .replace(/^(\s*)([-=])/, '$1\\$2')
}

/** Text of somebody else's as code, on one line: a command, a path, a rule's label. */
export function code(text: string): string {
  const shown = escapeForDisplay(text).replaceAll('|', '\\|')
  if (shown.trim() === '') return ''
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  const padding = longest > 0 || shown.startsWith(' ') || shown.endsWith(' ') ? ' ' : ''
  return `${fence}${padding}${shown}${padding}${fence}`
}

/** Most characters that a comment on GitHub may have. */
export const commentLimit = 65_536

/** Blocks one below the other, as many as `limit` characters hold; `rest` says how many were left out. */
export function page(blocks: readonly string[], limit: number, rest: (left: number) => string): string {
  let text = ''
  for (const [index, block] of blocks.entries()) {
    const next = text === '' ? block : `${text}\n${block}`
    const left = blocks.length - index
    if (next.length > limit - (left > 1 ? rest(left).length + 2 : 0)) {
      return text === '' ? `${rest(left)}\n` : `${text}\n${rest(left)}\n`
    }
    text = next
  }
  return text
}

import type { ScalarNode } from '../node.ts'

export type TokenKind =
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'stream-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-mapping-start'
  | 'flow-sequence-end'
  | 'flow-mapping-end'
  | 'flow-entry'
  | 'block-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
  /** A scalar's content, an anchor's name, a tag's suffix, a directive's name. */
  readonly text: string
  /** A scalar's style. */
  readonly style?: ScalarNode['style']
  /** A tag's handle, null for a verbatim or bare one; a `%TAG` directive's. */
  readonly handle?: string | null
  /** A `%TAG` directive's prefix; a `%YAML` directive's version. */
  readonly value?: string
}

/** Names of tokens for messages. */
export const tokenNames: Readonly<Record<TokenKind, string>> = {
  directive: 'a directive',
  'document-start': '`---`',
  'document-end': '`...`',
  'stream-end': 'the end of the text',
  'block-sequence-start': 'a list',
  'block-mapping-start': 'a map',
  'block-end': 'a line further left',
  'flow-sequence-start': '`[`',
  'flow-mapping-start': '`{`',
  'flow-sequence-end': '`]`',
  'flow-mapping-end': '`}`',
  'flow-entry': '`,`',
  'block-entry': '`-`',
  key: 'a key',
  value: '`:`',
  alias: 'an alias',
  anchor: 'an anchor',
  tag: 'a tag',
  scalar: 'a word',
}

export const openQuotes = 'The text ends inside quotes; the closing one is missing.'

/** What the reader's library says of broken YAML → the same for a person, who does not know the grammar's names. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^Sequence item without - indicator/, 'A list item or the end of the list must stand here, not a map.'],
  [/^All (?:mapping|sequence|collection) items must start at the same column/, misplaced()],
  [/^A (?:collection|sequence|mapping).* (?:cannot|not allowed)/, misplaced()],
  [/^Missing closing /, openQuotes],
  [/^Invalid escape sequence (\S+)/, '$1 is no escape of YAML; write \\\\ for a backslash, or use single quotes.'],
  [/^Implicit keys need to be on a single line/, 'A key stands here, and no `:` follows it on its line.'],
  [/^Implicit map keys need to be followed by map values/, 'A key stands here, and no `:` follows it.'],
  [/^The : indicator must be at most 1024 chars/, 'A key stands here, and no `:` follows it within 1024 characters.'],
  [
    /^Flow sequence in block collection|^Expected flow sequence to end with \]/,
    '`,` or `]` is missing: a list in brackets does not end.',
  ],
  [
    /^Flow map in block collection|^Expected flow map to end with \}/,
    '`,` or `}` is missing: a map in braces does not end.',
  ],
  [/^Missing , (?:or : )?between flow (?:map|sequence|collection) items/, '`,` is missing between two items here.'],
  [
    /^Nested mappings are not allowed in compact mappings/,
    'A `:` with a value cannot stand here; put the text in quotes, or begin a new line.',
  ],
  [/^Tabs are not allowed as indentation/, 'YAML takes no tab here; use spaces.'],
  [
    /^Plain value cannot start with (?:reserved|block|directive indicator|flow indicator)? ?(?:indicator |character )*(\S)$/,
    '`$1` cannot begin a value; put it in quotes.',
  ],
  [
    /^Block collections are not allowed within flow collections/,
    'Inside brackets and braces no list or map can stand on lines of its own.',
  ],
  [/^Comments must be separated/, 'A comment needs a blank before its `#`.'],
  [/^Unexpected ([,\]}]) in /, '`$1` stands here without anything before it.'],
  [/^Unexpected flow-seq-end token/, 'A value must stand here, not `]`.'],
  [/^Unexpected flow-map-end token/, 'A value must stand here, not `}`.'],
  [
    /^Unexpected \S+ at node end/,
    'A value ends here, and something else follows it; begin a new line, or put the whole in quotes.',
  ],
  [
    /^Unexpected (?:scalar|double-quoted-scalar|single-quoted-scalar)/,
    'A text ends here, and another one follows it; put the whole in quotes, or begin a new line.',
  ],
]

function misplaced(): string {
  return 'This line does not stand under the others of its list or map; begin it in their column.'
}

/** A syntax error in plain words; as the library says it where there are none for it. */
export function syntaxWords(message: string): string {
  for (const [said, plain] of words) {
    const found = said.exec(message)
    if (found !== null) return plain.replace('$1', () => found[1] ?? '')
  }
  return message
}
